import { dirname, join } from "node:path";
import type { DayCheck } from "../../judge/gameday/day-event.ts";
import { type FoundFinding, readFindings } from "./read-findings.ts";

const WHAT = "findings before";
/** Of more, only the number is told. */
const MOST_NAMED = 10;

/** The folder of a game day's findings, beside its file. */
export function findingsBeside(gamedayPath: string): string {
  return join(dirname(gamedayPath), "findings");
}

/** Looks which findings of days before are still open. Nothing is refused for them. */
export function checkFindings(gamedayPath: string): readonly DayCheck[] {
  const unreadable: DayCheck[] = [];
  const findings = readFindings(findingsBeside(gamedayPath), (_path, error) => {
    unreadable.push({ what: WHAT, outcome: "warning", detail: error.message });
  });
  const open = findings.filter(({ status }) => status === "open");
  if (open.length === 0) return unreadable;
  const more = open.length > MOST_NAMED ? `; and ${open.length - MOST_NAMED} more` : "";
  const detail = `still open: ${open.slice(0, MOST_NAMED).map(inWords).join("; ")}${more}`;
  return [{ what: WHAT, outcome: "warning", detail }, ...unreadable];
}

function inWords({ file, title, severity, owner }: FoundFinding): string {
  return `${title} (${severity}, ${owner}, ${file})`;
}
