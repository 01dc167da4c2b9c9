import type { UndoRecord } from "../../history/event.ts";
import { processState } from "../../os/process-identity.ts";
import type { PlannedFault } from "../../plan/plan.ts";
import type { Replica, ReplicaControl } from "../../platform/platform.ts";
import type { Undoer } from "../../undo/undoer.ts";
import type { FaultInjector, PreparedFault } from "../fault.ts";
import { replicaKinds } from "../kinds.ts";
import type { ReplicaKind } from "./replica-kind.ts";

/** What the undo record of a fault on a replica holds. */
interface ReplicaRecordData {
  readonly service: string;
  /** From 1. */
  readonly replica: number;
}

/** Something that is being done to a replica, or was. */
interface Action {
  readonly pidBefore: number;
  readonly cut: AbortController;
  /** Resolves when nothing is under way any more; never rejects. */
  readonly over: Promise<void>;
  error?: unknown;
}

/** By the id of the undo record. */
type Actions = Map<string, Action>;

/** Makes faults on the processes of services, and takes them back. One injector and undoer for a running system. */
export interface ProcessFaults {
  readonly injector: FaultInjector;
  readonly undoer: Undoer;
}

export function processFaults(replicas: ReplicaControl): ProcessFaults {
  // The undoer must know what the injector has under way: a grace period can outlast its fault.
  const actions: Actions = new Map();
  return {
    injector: {
      kinds: replicaKinds,
      prepare(fault, systemRecord) {
        const { on } = fault;
        if (on.kind !== "service") throw new TypeError(`${fault.id} is on an edge, not on a service`);
        const kind = replicaKinds.find(({ type }) => type === fault.type);
        if (kind === undefined) throw new TypeError(`${fault.type} is not a fault on replicas`);
        const chosen = fault.replicas.map((number) => replicaOf(replicas, { service: on.service, replica: number }));
        return chosen.map((replica) => prepareOn(replica, kind, fault, systemRecord, actions));
      },
    },
    undoer: replicaUndoer(replicas, actions),
  };
}

function prepareOn(
  replica: Replica,
  kind: ReplicaKind,
  fault: PlannedFault,
  systemRecord: string,
  actions: Actions,
): PreparedFault {
  const undo = replicaRecord(replica, kind, fault, systemRecord);
  return {
    undo,
    /** Resolves when it has begun. How it goes on shows in `verify`. */
    async inject(signal) {
      signal.throwIfAborted();
      actions.set(undo.id, begin(replica, kind, fault.params));
    },
    async verify() {
      const action = actions.get(undo.id);
      if (action === undefined) return { took: "false", evidence: `${fault.id} was not injected` };
      const effect = kind.observe(action.pidBefore, replica);
      if (effect.took === "true" || action.error === undefined) return effect;
      return { took: "false", evidence: `${effect.evidence}: ${messageOf(action.error)}` };
    },
  };
}

function begin(replica: Replica, kind: ReplicaKind, params: unknown): Action {
  const pidBefore = replica.pid;
  const cut = new AbortController();
  const acting = kind.act(replica, params, cut.signal);
  const action: Action = {
    pidBefore,
    cut,
    over: acting.catch((error) => {
      action.error = error;
    }),
  };
  return action;
}

function replicaRecord(replica: Replica, kind: ReplicaKind, fault: PlannedFault, systemRecord: string): UndoRecord {
  const data = { service: replica.service, replica: replica.number } satisfies ReplicaRecordData;
  return {
    id: `${fault.id} at ${replica.service} ${replica.number}`,
    kind: "replica",
    what: `${fault.type} of ${replica.service}, replica ${replica.number}`,
    manual: kind.manual(replica.pid),
    within: systemRecord,
    data,
  };
}

/** Lets replicas go on, or starts them again, and waits until they are ready. */
function replicaUndoer(replicas: ReplicaControl, actions: Actions): Undoer {
  return {
    kind: "replica",
    async undo(record, signal) {
      const replica = replicaOf(replicas, record.data as unknown as ReplicaRecordData);
      const action = actions.get(record.id);
      action?.cut.abort(new Error("the fault was taken out"));
      await action?.over;
      actions.delete(record.id);
      replica.resume();
      await replica.start(signal);
    },
    async isGone(record) {
      const replica = replicaOf(replicas, record.data as unknown as ReplicaRecordData);
      const state = processState(replica.pid);
      return state === "running" || state === "exists";
    },
  };
}

function replicaOf(replicas: ReplicaControl, { service, replica }: ReplicaRecordData): Replica {
  const found = replicas.replicasOf(service).find(({ number }) => number === replica);
  if (found === undefined) throw new RangeError(`${service} has no replica ${replica}`);
  return found;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
