import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { Effect, FaultInjector, FaultOrder, PreparedFault } from "../fault.ts";
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
  readonly injector: FaultInjector<ReplicaKind>;
  readonly undoer: Undoer;
}

export function processFaults(replicas: ReplicaControl, undo: ReplicaUndo): ProcessFaults {
  // The undoer must know what the injector has under way: a grace period can outlast its fault.
  const actions: Actions = new Map();
  return {
    injector: {
      kinds: replicaKinds,
      async prepare(order) {
        const chosen = replicasOf(order.fault, replicas);
        return Promise.all(
          chosen.map(async (replica) => prepareOn(replica, order, await recordOf(replica, order, undo), actions)),
        );
      },
    },
    undoer: cuttingShort(undo.undoer, actions),
  };
}

async function recordOf(
  replica: Replica,
  { fault, kind, within }: FaultOrder<ReplicaKind>,
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
  { fault, kind }: FaultOrder<ReplicaKind>,
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
      const seen = kind.verify({ before: action.before, now: await replica.observe() });
      const effect = onService(seen, replica);
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
  const acting = kind.inject({ replica, params, signal: cut.signal });
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

/** The replicas that a fault on a service takes. @throws RangeError when the system has one of them no more */
export function replicasOf<R extends Replica>(
  { id, on, replicas: numbers }: PlannedFault,
  replicas: { replicasOf(service: string): readonly R[] },
): readonly R[] {
  if (on.kind !== "service") throw new TypeError(`${id} is on an edge, not on a service`);
  return numbers.map((number) => replicaOf(replicas, on.service, number));
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
