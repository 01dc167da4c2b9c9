import type { UndoRecord } from "../../judge/history/event.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Effect, FaultInjector, PreparedFault } from "../fault.ts";
import { replicaKinds } from "../kinds.ts";
import type { Replica, ReplicaControl, ReplicaState } from "./replica.ts";
import type { ReplicaKind } from "./replica-kind.ts";

/** The way to take back what was done to a replica. Processes of our own and containers differ in it. */
export interface ReplicaUndo {
  /**
   * The data and manual command for the undo record of a fault on the replica; enough for the undoer.
   * @param endsWithinMs how long the replica may take to end; undefined where it doesn't
   */
  record(replica: Replica, now: ReplicaState, endsWithinMs: number | undefined): Pick<UndoRecord, "manual" | "data">;
  /** Lets the replica go on, or starts it again, and waits until it is ready. */
  readonly undoer: Undoer;
}

/** Something that is being done to a replica, or was. */
interface Action {
  readonly before: ReplicaState;
  readonly cut: AbortController;
  /** Resolves when nothing is under way any more; never rejects. */
  readonly over: Promise<void>;
  error?: unknown;
}

/** By the id of the undo record. */
type Actions = Map<string, Action>;

/** Makes faults on the replicas of services, and takes them back. One injector and undoer for a running system. */
export interface ProcessFaults {
  readonly injector: FaultInjector;
  readonly undoer: Undoer;
}

export function processFaults(replicas: ReplicaControl, undo: ReplicaUndo): ProcessFaults {
  // The undoer must know what the injector has under way: a grace period can outlast its fault.
  const actions: Actions = new Map();
  return {
    injector: {
      kinds: replicaKinds,
      async prepare(fault, within) {
        const { on } = fault;
        if (on.kind !== "service") throw new TypeError(`${fault.id} is on an edge, not on a service`);
        const kind = replicaKinds.find(({ type }) => type === fault.type);
        if (kind === undefined) throw new TypeError(`${fault.type} is not a fault on replicas`);
        const chosen = fault.replicas.map((number) => replicaOf(replicas, on.service, number));
        return Promise.all(
          chosen.map(async (replica) => {
            const record = await recordOf(replica, kind, fault, within, undo);
            return prepareOn(replica, kind, fault, record, actions);
          }),
        );
      },
    },
    undoer: cuttingShort(undo.undoer, actions),
  };
}

async function recordOf(
  replica: Replica,
  kind: ReplicaKind,
  fault: PlannedFault,
  within: string | undefined,
  undo: ReplicaUndo,
): Promise<UndoRecord> {
  return {
    id: `${fault.id} at ${replica.service} ${replica.number}`,
    kind: undo.undoer.kind,
    what: `${fault.type} of ${replica.service}, replica ${replica.number}`,
    within,
    ...undo.record(replica, await replica.observe(), kind.endsWithinMs?.(fault.params)),
  };
}

function prepareOn(
  replica: Replica,
  kind: ReplicaKind,
  fault: PlannedFault,
  undo: UndoRecord,
  actions: Actions,
): PreparedFault {
  return {
    undo,
    endsByItself: kind.endsByItself,
    /** Resolves when it has begun. How it goes on shows in `verify`. */
    async inject(signal) {
      signal.throwIfAborted();
      const before = await replica.observe();
      signal.throwIfAborted();
      actions.set(undo.id, begin(replica, kind, fault.params, before));
    },
    async verify() {
      const action = actions.get(undo.id);
      if (action === undefined) return { took: "false", evidence: `${fault.id} was not injected` };
      const effect = onService(kind.observe(action.before, await replica.observe()), replica);
      if (effect.took === "true" || action.error === undefined) return effect;
      return { took: "false", evidence: `${effect.evidence}: ${messageOf(action.error)}` };
    },
  };
}

function onService({ took, evidence }: Effect, { service }: Replica): Effect {
  return { took, evidence: `${service}: ${evidence}` };
}

function begin(replica: Replica, kind: ReplicaKind, params: unknown, before: ReplicaState): Action {
  const cut = new AbortController();
  const acting = kind.act(replica, params, cut.signal);
  const action: Action = {
    before,
    cut,
    over: acting.catch((error) => {
      action.error = error;
    }),
  };
  return action;
}

/** Ends what is still being done to the replica before it is taken back. */
function cuttingShort(undoer: Undoer, actions: Actions): Undoer {
  return {
    kind: undoer.kind,
    async undo(record, signal) {
      const action = actions.get(record.id);
      action?.cut.abort(new Error("the fault was taken out"));
      await action?.over;
      actions.delete(record.id);
      await undoer.undo(record, signal);
    },
    isGone: (record, signal) => undoer.isGone(record, signal),
  };
}

/** @throws RangeError when the system has no such replica */
export function replicaOf<R extends Replica>(
  replicas: { replicasOf(service: string): readonly R[] },
  service: string,
  number: number,
): R {
  const found = replicas.replicasOf(service).find((replica) => replica.number === number);
  if (found === undefined) throw new RangeError(`${service} has no replica ${number}`);
  return found;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
