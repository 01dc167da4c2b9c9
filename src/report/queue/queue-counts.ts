import { type Outcome, outcomeOf, type QueueReport } from "./queue-report.ts";

/** In the order in which they are told. */
const OUTCOMES: readonly Outcome[] = [
  "undo-incomplete",
  "interrupted",
  "broken",
  "aborted",
  "fail",
  "refused",
  "inconclusive",
  "not-run",
  "pass",
];

/** `7 experiments: 1 fail, 1 not run, 5 pass; exit code 1`, and the reason where no experiment is. */
export function queueInWords({ entries, exitCode, why }: QueueReport): string {
  const outcomes = entries.map(outcomeOf);
  const counts = OUTCOMES.flatMap((outcome) => {
    const count = outcomes.filter((one) => one === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome.replace("-", " ")}`];
  });
  const many = `${entries.length} experiment${entries.length === 1 ? "" : "s"}`;
  const all = counts.length === 0 ? many : `${many}: ${counts.join(", ")}`;
  return `${all}; exit code ${exitCode}${why === undefined ? "" : `; ${why}`}`;
}
