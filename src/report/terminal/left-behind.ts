import type { UndoRecord } from "../../values/undo-record.ts";
import { cutLine, type Line, line, type Style, span, wrapText } from "./text.ts";

/**
 * Lines on what may still be in after a run, and the command against each; nothing when all is out. The commands may be
 * wider than the columns: broken into lines they could not be copied.
 */
export function leftBehindLines(records: readonly UndoRecord[], columns: number): Line[] {
  if (records.length === 0) return [];
  const head = ` LEFT BEHIND: ${records.length === 1 ? "this" : `these ${records.length}`} may still be in`;
  return [
    [],
    cutLine(line("alarm", head.padEnd(columns)), columns),
    ...records.flatMap(({ what, manual }) => [
      ...wrapped(what, columns, "bad", "✗ "),
      [span("faint", "  by hand: "), span("strong", manual)],
    ]),
    ...wrapped("All at once: brownout recover", columns, "strong", "  "),
  ];
}

function wrapped(text: string, columns: number, style: Style, lead: string): Line[] {
  return wrapText(text, columns, { style, lead: line(style, lead) }).map((spans) => cutLine(spans, columns));
}
