import type { PlannedFault } from "../judge/plan/plan.ts";
import type { RunningSystem } from "../platforms/platform.ts";
import { type Clock, sleep } from "../values/clock/clock.ts";
import { untilAborted, withDeadline } from "../values/clock/deadline.ts";
import type { Recorder } from "./recorder.ts";
import type { StopSwitch } from "./stop-switch.ts";

/** Time that services have to say what their calls wait for. */
const ANSWER_WITHIN_MS = 500;

interface LookOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly system: RunningSystem;
  readonly stop: StopSwitch;
}

/**
 * Asks the services once what their calls wait for, while the trouble is in: before the last fault comes out, early
 * enough for the answers, or at the moment of an abort. Called at the beginning of the fault phase. No undo may wait for
 * it. Never rejects.
 */
export async function lookAtWaiting(faults: readonly PlannedFault[], options: LookOptions): Promise<void> {
  const { clock, recorder, system, stop } = options;
  const lastEndMs = Math.max(...faults.map(({ startMs, durationMs }) => startMs + durationMs));
  try {
    await sleep(clock, Math.max(0, lastEndMs - ANSWER_WITHIN_MS), stop.stopSignal);
  } catch {
    // An abort: this is the last moment to look, but what the undo asks goes out before it.
    await sleep(clock, 0);
  }
  if (stop.endSignal.aborted || recorder.state.faults.firstInjectedAtMs === undefined) return;
  try {
    await withDeadline(clock, ANSWER_WITHIN_MS, (deadline) => {
      const signal = AbortSignal.any([deadline, stop.endSignal]);
      return untilAborted(readAll(system, recorder, signal), signal);
    });
  } catch {
    // Who didn't answer in time is left out: the run is judged by none of this.
  }
}

async function readAll(system: RunningSystem, recorder: Recorder, signal: AbortSignal): Promise<void> {
  await system.readWaiting?.((waiting) => {
    if (!signal.aborted) recorder.record({ type: "waiting", ...waiting });
  }, signal);
}
