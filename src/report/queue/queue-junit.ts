import { type NoRun, renderJunitOf } from "../formats/junit.ts";
import { outcomeOf, type QueueReport, reasonOf } from "./queue-report.ts";

/** A queue as JUnit's XML: a suite for each experiment, of its last try. One that was not run is not green. */
export function queueJunit({ entries }: QueueReport): string {
  const lasts = entries.map((entry) => ({ entry, last: entry.attempts.at(-1) }));
  const runs = lasts.flatMap(({ last }) => (last?.kind === "run" ? [last.run] : []));
  const noRuns = lasts.flatMap(({ entry, last }): NoRun[] => {
    if (last?.kind === "run") return [];
    const why = last === undefined ? reasonOf(entry) : last.message;
    return [{ file: entry.path, outcome: outcomeOf(entry), why }];
  });
  return renderJunitOf(runs, noRuns);
}
