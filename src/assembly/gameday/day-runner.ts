import type { Finding } from "../../files/gameday/finding.ts";
import type { Spent } from "../../judge/budget/error-budget.ts";
import type { DayCheck, DayEventOf, DayExperiment, FiledFinding } from "../../judge/gameday/day-event.ts";
import type { RunListener } from "../../run/recorder.ts";

/** The end of a run, as a day's journal has it. */
export type EndedRun = Pick<DayEventOf<"run-ended">, "run" | "verdict" | "exitCode" | "headline">;

/** The means that a run under way is given. */
export interface RunHooks {
  /** Stops the run; its reason is SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly listener: RunListener;
  /** Told of the run's name before anything of it is started. */
  begun(run: string): Promise<void>;
}

/** An experiment that was looked at before its run. */
export interface CheckedTurn {
  readonly checks: readonly DayCheck[];
  /** Runs it; none where a check refused it. */
  readonly start?: (hooks: RunHooks) => Promise<EndedRun>;
}

/** The end of a run that a day was cut off in the midst of, as it was found afterwards. */
export type LookedUpRun =
  | { readonly outcome: "ended"; readonly end: EndedRun }
  | { readonly outcome: "cut-off"; readonly why: string };

/** A finding's file: its path from the game day's file's folder, and the SHA-256 of its text in hex. */
export type FiledText = Pick<FiledFinding, "file" | "digest">;

/** The way from the desk to the world. */
export interface DayRunner {
  /**
   * Looks whether an experiment may be run now. Rejects for an interruption alone.
   * @param before `go` takes over what a killed run left where the experiment's system is, as `run` does
   */
  check(experiment: DayExperiment, before: "decision" | "go"): Promise<CheckedTurn>;
  /** Takes out what a run left that was cut off. */
  lookUp(run: string): Promise<LookedUpRun>;
  /** Writes a finding's file under the first name that is free. */
  file(finding: Omit<Finding, "gameday">): Promise<FiledText>;
  /** Counts the requests of runs; undefined where the day keeps no budget, or it can't be told, which is said. */
  spent(runs: readonly string[]): Promise<Spent | undefined>;
}
