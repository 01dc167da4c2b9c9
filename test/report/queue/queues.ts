import type { RunResult } from "../../../src/judge/history/result.ts";
import type { QueueEntry, QueueReport, RefusedAttempt } from "../../../src/report/queue/queue-report.ts";
import { reported } from "../samples/reported.ts";
import { guarded, leftovers, unprotected, unsteady } from "../samples/results.ts";

export function ran(result: RunResult): QueueEntry {
  const file = `experiments/${result.experiment}.yaml`;
  return { file, path: file, attempts: [{ kind: "run", run: reported(result) }] };
}

export const refused: RefusedAttempt = {
  kind: "refused",
  exitCode: 64,
  code: "E_CONFINED",
  message: "experiments/hostile.yaml:7:3 load.users: no\nand another",
  problems: [
    { file: "experiments/hostile.yaml", line: 7, column: 3, path: "load.users", message: "no" },
    { file: "elsewhere.yaml", line: 1, column: 1, path: "", message: "not its own" },
  ],
};

export const entries: readonly QueueEntry[] = [
  ran(guarded),
  ran(unsteady),
  ran(unprotected),
  ran(leftovers),
  { file: "experiments/hostile.yaml", path: "experiments/hostile.yaml", attempts: [refused] },
  { file: "experiments/late.yaml", path: "experiments/late.yaml", attempts: [], notRun: "the budget is over" },
];

export const report: QueueReport = { entries, exitCode: 4 };
