import type { FaultKind } from "../files/experiment/fault-kind.ts";
import type { Trit, UndoRecord } from "../judge/history/event.ts";
import type { PlannedFault } from "../judge/plan/plan.ts";

/** The effect of a fault as seen from outside the injector: whether it is in, and what shows it. */
export interface Effect {
  readonly took: Trit;
  readonly evidence: string;
}

/** A fault that is ready to go in. One planned fault can be several: one for each proxy or replica. */
export interface PreparedFault {
  /** Written to disk before `inject` is called. */
  readonly undo: UndoRecord;
  /** Puts it in. Rejects when it can't; it may be partly in then, and is undone all the same. */
  inject(signal: AbortSignal): Promise<void>;
  /** Asked shortly before the fault is taken out, and may be asked earlier. */
  verify(signal: AbortSignal): Promise<Effect>;
  /**
   * Asked just before it is taken out, after it took effect: whether it was in until then, and all that it did. For what
   * others can end, and for what is counted.
   */
  stays?(signal: AbortSignal): Promise<Effect>;
}

/** Makes faults of some kinds in a running system. One folder under src/fault each. */
export interface FaultInjector {
  readonly kinds: readonly FaultKind[];
  /**
   * Chooses targets and makes undo records; changes nothing. `within` is the id of the system's own undo record, for
   * the fault's; none when the system was up before and stays up.
   */
  prepare(fault: PlannedFault, within: string | undefined): Promise<readonly PreparedFault[]>;
}
