import type { UndoRecord } from "../../history/event.ts";
import { cutLine, type Line, line, span, wrapText } from "./text.ts";

/**
 * What may still be in after a run, and the command against each; nothing when all is out. The commands
 * may be wider than the columns: broken into lines they could not be copied.
 */
export function leftBehindLines(records: readonly UndoRecord[], columns: number): Line[] {
  if (records.length === 0) return [];
  const head = ` LEFT BEHIND: ${records.length === 1 ? "this" : `these ${records.length}`} may still be in`;
  return [
    cutLine(line("alarm", head.padEnd(columns)), columns),
    ...records.flatMap(({ what, manual }) => [
      ...wrapText(what, columns, { style: "bad", lead: line("bad", "✗ ") }),
      [span("faint", "  by hand: "), span("strong", manual)],
    ]),
    ...wrapText("All at once: brownout recover", columns, { style: "strong", lead: line("plain", "  ") }),
    [],
  ];
}
