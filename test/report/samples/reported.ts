import type { JudgedCriterion, RunResult } from "../../../src/judge/history/result.ts";
import type { ReportedRun } from "../../../src/report/formats/format.ts";
import { twoFaults } from "./plans.ts";

/** A run that ended so, of an experiment whose file has the result's criteria and one fault. */
export function reported(result: RunResult): ReportedRun {
  return {
    result,
    plan: twoFaults,
    folder: `/runs/${result.run}`,
    experiment: { path: "experiments/shop/pricing slow.yaml", text: experimentText(result) },
    async *events() {
      yield* [];
    },
    logs: [],
  };
}

function experimentText({ experiment, criteria }: RunResult): string {
  const list = (role: JudgedCriterion["role"]) => [
    `${role}:`,
    ...criteria.filter((one) => one.role === role).map(({ text }) => `  - ${JSON.stringify(text)}`),
  ];
  return [
    "# a comment",
    `name: ${experiment}`,
    "phases: { baseline: 10s, fault: 30s, recovery: 20s }",
    ...list("steady-state"),
    "faults:",
    "  - { type: latency, on: checkout -> pricing }",
    ...list("abort"),
    ...list("expect"),
  ].join("\n");
}
