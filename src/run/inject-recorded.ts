import type { PreparedFault } from "../faults/fault.ts";
import type { Clock } from "../values/clock/clock.ts";
import { withDeadline } from "../values/clock/deadline.ts";
import type { Recorder } from "./recorder.ts";

const INJECT_DEADLINE_MS = 10_000;

export interface InjectOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** The fault or the remedy that it is for. */
  readonly of: { readonly fault: string } | { readonly remedy: string };
  /** Cuts it short. */
  readonly cutSignal: AbortSignal;
  /** Called once the way back is on disk, before anything is changed. */
  onRecorded(): void;
}

/** Writes down how a change is undone, and then makes it. Rejects when it can't be made; it may be partly in then. */
export async function injectRecorded(one: PreparedFault, options: InjectOptions): Promise<void> {
  const { clock, recorder, of, cutSignal, onRecorded } = options;
  await recorder.recordDurably({ type: "undo-recorded", record: one.undo, ...of });
  onRecorded();
  cutSignal.throwIfAborted();
  await withDeadline(clock, INJECT_DEADLINE_MS, (signal) => one.inject(AbortSignal.any([signal, cutSignal])));
}
