import { printLine } from "../../report/terminal/print.ts";
import { span, textWidth, wrapText } from "../../report/terminal/text.ts";
import type { CommandContext } from "./context.ts";

/** Rows as they are, or broken between words, below their beginning, where the terminal would break them anywhere. */
export function fittedRows(rows: readonly string[], { terminal }: Pick<CommandContext, "terminal">): readonly string[] {
  return fitRows(rows, terminal?.size().columns);
}

/** The same within so many columns; as they are where there is no limit. */
export function fitRows(rows: readonly string[], columns: number | undefined): readonly string[] {
  if (columns === undefined) return rows;
  return rows.flatMap((row) => {
    if (textWidth(row) <= columns) return [row];
    const [indent = ""] = /^ */.exec(row) ?? [];
    return wrapText(row, columns, { lead: [span("plain", indent)] }).map((one) => printLine(one, false));
  });
}
