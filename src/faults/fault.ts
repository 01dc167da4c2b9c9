import type { PlannedFault } from "../judge/plan/plan.ts";
import type { Trit } from "../values/trit.ts";
import type { UndoRecord } from "../values/undo-record.ts";

/** The effect of a fault as seen from outside the injector: whether it is in, and what shows it. */
export interface Effect {
  readonly took: Trit;
  /** Empty where another part of the same fault shows it for both. */
  readonly evidence: string;
}

/** A fault that is ready to go in. One planned fault can be several: one for each proxy or replica. */
export interface PreparedFault {
  /** Written to disk before `inject` is called. */
  readonly undo: UndoRecord;
  /** Puts it in. Rejects when it can't; it may be partly in then, and is undone all the same. */
  inject(signal: AbortSignal): Promise<void>;
  /**
   * Looks whether it is in and did something. Asked again and again until it did, and once more just before it is taken
   * out: that answer counts, since others may have taken it out meanwhile, and it says all that the fault did.
   */
  verify(signal: AbortSignal): Promise<Effect>;
  /** True when it is over by itself once it took effect, as a restart is: what was seen of it counts, and it isn't asked again. */
  readonly endsByItself?: boolean | undefined;
}

/** The way in which a provider makes a type of fault: the kind itself, or what makes another provider's kind there. */
interface Making {
  /** The fault's type: `latency`. */
  readonly type: string;
}

/** A planned fault to make in a running system, with what makes faults of its type. */
export interface FaultOrder<Kind extends Making = Making> {
  readonly fault: PlannedFault;
  readonly kind: Kind;
  /** Id of the system's own undo record, for the fault's; none when the system was up before and stays up. */
  readonly within: string | undefined;
}

/** Makes faults of some kinds in a running system. One folder under src/faults each. */
export interface FaultInjector<Kind extends Making = Making> {
  readonly kinds: readonly Kind[];
  /** Chooses targets and makes undo records; changes nothing. */
  prepare(order: FaultOrder<Kind>): Promise<readonly PreparedFault[]>;
}
