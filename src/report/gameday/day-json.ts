import { sixDigits } from "../six-digits.ts";
import type { FoundRun, LostRun, ReportedDay } from "./reported-day.ts";

/** Version of the document: it rises when a field goes away or comes to mean something else, and not when one is added. */
const DAY_FORMAT = 1;

/** A game day as JSON: its state as the journal tells it, and what each of its runs came to. */
export function renderDayJson({ day, standing, state, runs }: ReportedDay): string {
  const named = [...runs].map(([run, found]) => [run, runOf(found)] as const);
  return JSON.stringify(
    { formatVersion: DAY_FORMAT, day, standing, state, runs: Object.fromEntries(named) },
    sixDigits,
    2,
  );
}

function runOf(run: FoundRun | LostRun): object {
  if ("lost" in run) return run;
  const { verdict, exitCode, reasons, criteria, faults } = run.result;
  return { verdict, exitCode, reasons, criteria, faults };
}
