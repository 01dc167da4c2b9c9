import { beginMarker, endMarker } from "../../files/marked-sections/marked-text.ts";
import type { GeneratedSection } from "../../files/marked-sections/merge-sections.ts";
import { plainText } from "../formats/markdown-text.ts";
import { linesOf } from "./lines.ts";
import { runbookSections } from "./list.ts";
import type { RunbookRuns } from "./runbook-run.ts";

/** Says in each section of a runbook what the runs show. The same runs make the same text. */
export function runbookOf(runs: RunbookRuns): readonly GeneratedSection[] {
  return runbookSections.map((section) => ({ name: section.name, lines: linesOf(section.blocks(runs)) }));
}

/** A whole runbook, as a new file has it. */
export function newRunbook([first]: RunbookRuns, generated: readonly GeneratedSection[]): string {
  const parts = generated.flatMap(({ name, lines }) => {
    const heading = runbookSections.find((section) => section.name === name)?.heading;
    const head = heading === undefined ? [] : [`## ${heading}`, ""];
    return [...head, beginMarker(name, lines), ...lines, endMarker(name), ""];
  });
  const title = `# Runbook: ${plainText(first.result.title)}`.trimEnd();
  return [title, "", ...NOTE, "", ...parts].join("\n");
}

const NOTE = [
  "<!-- Between brownout's markers stands what runs have shown; `brownout runbook` writes it anew and keeps what you change there.",
  "     All else is yours alone: put what only you know outside of them. -->",
];
