import type { RunEvent } from "../../judge/history/event.ts";
import type { MeasuredTick } from "../../judge/proposal/measured-windows.ts";
import { measuringPlan } from "../../judge/proposal/measuring-plan.ts";
import type { Measurement } from "../../judge/proposal/usable-windows.ts";
import type { RunListener } from "../../run/recorder.ts";
import { BrownoutError } from "../../values/errors.ts";
import type { CommandContext } from "../commands/context.ts";
import { play } from "../commands/play.ts";

export interface MeasureOptions {
  /** The experiment's file. */
  readonly file: string;
  /** The load that is measured. */
  readonly load: string;
  readonly lengthMs: number;
  readonly on: string;
  readonly context?: string;
  /** Folder of runs. */
  readonly runs: string;
  readonly yesProduction?: true;
}

/** A measurement ended before its time, or of a system that isn't one to measure. */
class MeasureError extends BrownoutError {
  override readonly code = "E_MEASURE";
  override readonly exitCode: number;

  constructor(reasons: readonly string[], exitCode: number, run: string) {
    super({
      message: `nothing was measured: ${reasons.join("; ")}`,
      hint: `The experiment is written, with limits that are guesses. \`brownout report ${run}\` shows what was seen.`,
    });
    this.exitCode = exitCode;
  }
}

/**
 * Brings an experiment's system up, runs its load without a fault, and takes all of it down again, as a run does: with a
 * journal, a guardian and undo records.
 * @throws MeasureError with the exit code of the run
 */
export async function measure(options: MeasureOptions, context: CommandContext): Promise<Measurement> {
  const { file, load, lengthMs, on, runs, yesProduction } = options;
  const heard = new LoadTicks(load);
  const platform = { on, ...(options.context !== undefined && { context: options.context }) };
  const { result } = await play(
    file,
    { ...platform, var: {}, runs, report: [], ...(yesProduction && { yesProduction }) },
    context,
    { planned: (plan) => measuringPlan(plan, lengthMs), listener: heard.listener, isShown: isOfMeasurement },
  );
  const { stop, exitCode, reasons, leftBehind } = result;
  if (stop !== undefined || leftBehind.length > 0) throw new MeasureError(reasons, exitCode, result.run);
  return heard;
}

/** Without a fault there is no phase of one, and the exit code of the run is nobody's. */
function isOfMeasurement(event: RunEvent): boolean {
  return event.type !== "run-ended" && !(event.type === "phase" && event.phase === "fault");
}

/** Collects the ticks of a load in the baseline. */
class LoadTicks implements Measurement {
  readonly ticks: MeasuredTick[] = [];
  fromMs = 0;
  readonly #load: string;

  constructor(load: string) {
    this.#load = load;
  }

  readonly listener: RunListener = (event, state) => {
    if (event.type === "phase" && event.phase === "baseline") this.fromMs = event.atMs;
    if (event.type !== "tick" || state.phases.current !== "baseline") return;
    const isSpoiled = state.suspicions.spoilers(event.harness).length > 0;
    this.ticks.push({ atMs: event.atMs, delta: event.signals[this.#load], isSpoiled });
  };
}
