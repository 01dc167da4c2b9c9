import type { Source } from "../../files/yaml/problem.ts";
import type { RunEvent } from "../../judge/history/event.ts";
import type { RunResult } from "../../judge/history/result.ts";
import type { Plan } from "../../judge/plan/plan.ts";

/** A run as its folder holds it: all that a report is made of, at its end or a year later. */
export interface ReportedRun {
  readonly result: RunResult;
  /** The plan that it followed. */
  readonly plan: Plan;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  /** The experiment's text as it was run, under its path in its repository; none where nobody wrote one, or it isn't kept any more. */
  readonly experiment?: Source;
  /** Reads the events of its journal, in order, from the beginning with each call. */
  events(): AsyncIterable<RunEvent>;
  /** The outputs of its services. */
  readonly logs: readonly RunLog[];
}

/** The output of one replica of a service. */
export interface RunLog {
  /** Of its file: `pricing-1.log`. */
  readonly name: string;
  /** Reads its lines, without their ends, from the beginning with each call. */
  lines(): AsyncIterable<string>;
}

/**
 * Makes a report of a run: the whole text of a file. A format is a file in this folder with such a function, and a line in
 * list.ts. Everything in a run may be hostile text.
 */
export type RenderReport = (run: ReportedRun) => string | Promise<string>;
