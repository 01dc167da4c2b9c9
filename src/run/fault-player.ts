import type { Effect, FaultInjector, PreparedFault } from "../faults/fault.ts";
import { InjectionError } from "../faults/injection-error.ts";
import { prepareFault } from "../faults/prepare-fault.ts";
import type { PlannedFault } from "../judge/plan/plan.ts";
import { takeOut } from "../records/undo/take-out.ts";
import type { Undoer } from "../records/undo/undoer.ts";
import { type Clock, sleep } from "../values/clock/clock.ts";
import { untilAborted, withDeadline } from "../values/clock/deadline.ts";
import { InconclusiveError, messageOf } from "../values/errors.ts";
import type { UndoRecord } from "../values/undo-record.ts";
import { injectRecorded } from "./inject-recorded.ts";
import type { Recorder } from "./recorder.ts";

const VERIFY_DEADLINE_MS = 2000;
const VERIFY_EVERY_MS = 250;
/** For one undo record; starting a replica again is the slowest. */
export const UNDO_DEADLINE_MS = 20_000;

/** Makes faults in a running system, and takes them out. */
export interface Faults {
  readonly injectors: readonly FaultInjector[];
  readonly undoers: readonly Undoer[];
}

/** A fault is in for longer than it should be. */
class StillInError extends InconclusiveError {
  override readonly code = "E_STILL_IN";
}

export interface FaultPlayerOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly faults: Faults;
  /** Id of the undo record that takes the faults along, if any does. */
  readonly within: string | undefined;
  /** Cuts a fault short. */
  readonly stopSignal: AbortSignal;
  /** Ends faults before their time as if it had come; none where each stays in for its duration. */
  readonly overSignal?: AbortSignal;
  /** Told of each fault when all of it is in. */
  onIn?(fault: PlannedFault): void;
  /** Told why a fault ends early before it is taken out, so that the others needn't wait for that. */
  onCutShort(error: unknown): void;
}

/** Puts one fault in at its time, watches it take effect, and takes it out: at its end, or whenever the run stops early. */
export class FaultPlayer {
  readonly #options: FaultPlayerOptions;

  constructor(options: FaultPlayerOptions) {
    this.#options = options;
  }

  /** Rejects with the stop's reason when it was cut short, else with what went wrong; the fault is out either way. */
  async play(fault: PlannedFault): Promise<void> {
    const { clock, faults, stopSignal, within } = this.#options;
    const phaseStartMs = clock.nowMs();
    await sleep(clock, fault.startMs, stopSignal);
    const prepared = await untilAborted(prepareFault(fault, faults.injectors, within), stopSignal);
    const recorded = new Map<UndoRecord, boolean>();
    try {
      for (const one of prepared) await this.#inject(fault, one, recorded);
      this.#options.recorder.record({ type: "injected", fault: fault.id });
      this.#options.onIn?.(fault);
      await this.#watch(fault, prepared, phaseStartMs + fault.startMs + fault.durationMs);
    } catch (error) {
      this.#options.onCutShort(error);
      throw error;
    } finally {
      await this.#takeOut(fault, recorded);
    }
  }

  /** @param recorded is told of its undo record, and whether all of it is in */
  async #inject(fault: PlannedFault, one: PreparedFault, recorded: Map<UndoRecord, boolean>): Promise<void> {
    const { clock, recorder, stopSignal } = this.#options;
    const onRecorded = () => void recorded.set(one.undo, false);
    try {
      await injectRecorded(one, { clock, recorder, of: { fault: fault.id }, cutSignal: stopSignal, onRecorded });
      recorded.set(one.undo, true);
    } catch (cause) {
      stopSignal.throwIfAborted();
      // Without a way back on disk nothing was tried.
      if (!recorded.has(one.undo)) throw cause;
      const message = `${fault.id} could not be put in (${one.undo.what}): ${messageOf(cause)}`;
      throw new InjectionError({ message, cause });
    }
  }

  /** Waits for the fault's end, asks meanwhile whether it took effect, until it did, and at the end whether it is still in. */
  async #watch(fault: PlannedFault, prepared: readonly PreparedFault[], endMs: number): Promise<void> {
    const { clock, recorder, overSignal } = this.#options;
    let seen: Effect | undefined;
    while (seen === undefined && endMs - clock.nowMs() > VERIFY_EVERY_MS && !overSignal?.aborted) {
      await this.#pause(VERIFY_EVERY_MS);
      const effect = await this.#verify(prepared);
      if (effect.took !== "true") continue;
      seen = effect;
      recorder.record({ type: "verified", fault: fault.id, ...seen });
    }
    await this.#pause(Math.max(0, endMs - clock.nowMs()));
    if (seen !== undefined && prepared.every(({ endsByItself }) => endsByItself)) return;
    const atEnd = sinceSeen(seen, await this.#verify(prepared));
    const isNews = atEnd.took !== seen?.took || atEnd.evidence !== seen.evidence;
    if (isNews) recorder.record({ type: "verified", fault: fault.id, ...atEnd });
  }

  /** Ends at once when faults are over; rejects when the run stops early. */
  async #pause(ms: number): Promise<void> {
    const { clock, stopSignal, overSignal } = this.#options;
    if (overSignal === undefined) return sleep(clock, ms, stopSignal);
    await sleep(clock, ms, AbortSignal.any([stopSignal, overSignal])).catch(() => stopSignal.throwIfAborted());
  }

  /** A fault that is several took effect when each of them did. */
  async #verify(prepared: readonly PreparedFault[]): Promise<Effect> {
    const effects = await Promise.all(prepared.map((one) => this.#look(one)));
    const evidence = effects.flatMap((effect) => effect.evidence || []).join("; ");
    if (effects.some(({ took }) => took === "false")) return { took: "false", evidence };
    return { took: effects.every(({ took }) => took === "true") ? "true" : "unknown", evidence };
  }

  /** Looking changes nothing, so it is dropped at once when the run stops early. */
  async #look(one: PreparedFault): Promise<Effect> {
    const { clock, stopSignal } = this.#options;
    try {
      return await withDeadline(clock, VERIFY_DEADLINE_MS, (signal) => untilAborted(one.verify(signal), stopSignal));
    } catch (error) {
      stopSignal.throwIfAborted();
      return { took: "unknown", evidence: messageOf(error) };
    }
  }

  async #takeOut(fault: PlannedFault, recorded: ReadonlyMap<UndoRecord, boolean>): Promise<void> {
    if (recorded.size === 0) return;
    const { clock, recorder, faults } = this.#options;
    recorder.record({ type: "undoing", fault: fault.id });
    const mayComeYet = (record: UndoRecord) => recorded.get(record) !== true;
    const options = { ...undoEvents(recorder), clock, deadlineMs: UNDO_DEADLINE_MS, mayComeYet };
    const [stillIn] = await takeOut([...recorded.keys()], faults.undoers, options);
    if (stillIn === undefined) return;
    throw new StillInError({
      message: `${fault.id} could not be taken out (${stillIn.record.what}): ${stillIn.why}`,
      hint: "it goes with the system that it is in; where that can't be, `brownout recover` tries again",
    });
  }
}

/** Says of what was seen to be in and is so no longer that it was. */
function sinceSeen(seen: Effect | undefined, now: Effect): Effect {
  if (seen === undefined || now.took !== "false") return now;
  return { ...now, evidence: `it was in at first, and not until its end: ${now.evidence}` };
}

/** Records how taking out goes. What stays in is tried again when the run ends. */
export function undoEvents(recorder: Recorder) {
  return {
    onUndone: (record: UndoRecord) => recorder.record({ type: "undone", record: record.id, by: "runner" }),
    onFailed: (record: UndoRecord, why: string) => recorder.record({ type: "undo-failed", record: record.id, why }),
  };
}
