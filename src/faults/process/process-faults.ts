import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import { untilAborted } from "../../values/clock/deadline.ts";
import { messageOf } from "../../values/errors.ts";
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
        const chosen = chosenBy(order, replicas);
        const records = await Promise.all(chosen.map((replica) => recordOf(replica, order, undo)));
        return chosen.map((replica, index) => {
          const before = order.kind.inTurn ? records[index - 1] : undefined;
          return prepareOn(replica, order, { undo: records[index] as UndoRecord, before }, actions);
        });
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

interface Turn {
  readonly undo: UndoRecord;
  /** The record of the replica that is to be done with before; none where it needn't wait for any. */
  readonly before: UndoRecord | undefined;
}

function prepareOn(
  replica: Replica,
  { fault, kind }: FaultOrder<ReplicaKind>,
  { undo, before: previous }: Turn,
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
      const isTurn = previous && actions.get(previous.id)?.over;
      actions.set(undo.id, begin({ replica, kind, before, isTurn }, fault.params));
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

interface Beginning {
  readonly replica: Replica;
  readonly kind: ReplicaKind;
  readonly before: ReplicaState;
  /** Resolves when it may begin; none when it may at once. */
  readonly isTurn: Promise<void> | undefined;
}

function begin({ replica, kind, before, isTurn }: Beginning, params: unknown): Action {
  const cut = new AbortController();
  const { signal } = cut;
  const inject = () => kind.inject({ replica, params, signal });
  const acting = isTurn ? untilAborted(isTurn, signal).then(inject) : inject();
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

/** A kind that says by itself which replicas it takes, takes all of them here. */
function chosenBy({ fault, kind }: FaultOrder<ReplicaKind>, replicas: ReplicaControl): readonly Replica[] {
  if (kind.ownMode && fault.on.kind === "service") return replicas.replicasOf(fault.on.service);
  return replicasOf(fault, replicas);
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
