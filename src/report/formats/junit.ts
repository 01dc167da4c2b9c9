import type { RunResult } from "../../judge/history/result.ts";
import { type Conclusion, conclusionsOf } from "../conclusions.ts";
import { renderResult } from "../terminal/summary.ts";
import type { RenderReport, ReportedRun } from "./format.ts";
import { type XmlElement, xmlDocument } from "./xml.ts";

/** The summary in a suite is laid out for what shows it as it is. */
const SUMMARY = { columns: 120, colour: false };

/** JUnit's XML, as Jenkins and GitLab read it: a suite with a test case for each conclusion. */
export const renderJunit: RenderReport = (run) => renderJunitOf([run]);

/** An experiment that there is no run of. */
export interface NoRun {
  /** Path of the experiment in its repository. */
  readonly file: string;
  readonly outcome: string;
  readonly why: string;
}

/** The same of several runs, and of experiments without one: a suite each. None is green but that of a run that passed. */
export function renderJunitOf(runs: readonly ReportedRun[], noRuns: readonly NoRun[] = []): string {
  const suites = runs.map((run) => new Suite(run));
  const sum = (count: (suite: Suite) => number) => suites.reduce((all, suite) => all + count(suite), 0);
  return xmlDocument({
    name: "testsuites",
    attributes: {
      name: "brownout",
      tests: sum(({ conclusions }) => conclusions.length) + noRuns.length,
      failures: sum((suite) => suite.count("broken")),
      errors: sum((suite) => suite.count("unproven")) + noRuns.length,
      time: seconds(sum(({ result }) => result.durationMs)),
    },
    children: [...suites.map((suite) => suite.element()), ...noRuns.map(noRunSuite)],
  });
}

function noRunSuite({ file, outcome, why }: NoRun): XmlElement {
  const error = { name: "error", attributes: { message: why.split("\n")[0], type: outcome }, children: [why] };
  // No dots, as below.
  const classname = `brownout.${file.replaceAll(".", "_")}`;
  return {
    name: "testsuite",
    attributes: { name: file, tests: 1, failures: 0, errors: 1, skipped: 0, time: seconds(0) },
    children: [{ name: "testcase", attributes: { name: "verdict", classname }, children: [error] }],
  };
}

class Suite {
  readonly result: RunResult;
  readonly conclusions: readonly Conclusion[];
  readonly #run: ReportedRun;

  constructor(run: ReportedRun) {
    this.#run = run;
    this.result = run.result;
    this.conclusions = conclusionsOf(run.result, run.plan);
  }

  count(outcome: Conclusion["outcome"]): number {
    return this.conclusions.filter((one) => one.outcome === outcome).length;
  }

  element(): XmlElement {
    const { experiment, durationMs, startedAt } = this.result;
    return {
      name: "testsuite",
      attributes: {
        name: experiment,
        tests: this.conclusions.length,
        failures: this.count("broken"),
        errors: this.count("unproven"),
        skipped: this.count("open"),
        time: seconds(durationMs),
        // In UTC; readers of the format don't all know a zone.
        timestamp: startedAt.slice(0, 19),
      },
      children: [
        { name: "properties", children: this.#properties() },
        ...this.conclusions.map((conclusion) => testCase(conclusion, experiment)),
        { name: "system-out", children: [renderResult(this.result, SUMMARY).join("\n")] },
      ],
    };
  }

  #properties(): readonly XmlElement[] {
    const { run, title, platform, verdict, exitCode } = this.result;
    const { owner } = this.#run.plan.experiment;
    const file = this.#run.experiment?.path;
    const properties = { title, owner, file, run, folder: this.#run.folder, platform, verdict, exitCode };
    return Object.entries(properties).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name: "property", attributes: { name, value } }],
    );
  }
}

/** Jenkins takes for a package what is before the last dot of a class's name. */
function testCase(conclusion: Conclusion, experiment: string): XmlElement {
  const attributes = { name: conclusion.name, classname: `brownout.${experiment}` };
  return { name: "testcase", attributes, children: outcomeElements(conclusion) };
}

/** A failure for what is false, an error for what could not be shown where the run proves nothing by it. */
function outcomeElements({ outcome, kind, why }: Conclusion): readonly XmlElement[] {
  if (outcome === "held") return [];
  const message = why[0] ?? "";
  if (outcome === "open") return [{ name: "skipped", children: [message] }];
  const attributes = { message, type: outcome === "broken" ? kind : "inconclusive" };
  return [{ name: outcome === "broken" ? "failure" : "error", attributes, children: [why.join("\n")] }];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
