import { type Line, type Style, span, wrapText } from "./text.ts";

const LABEL_WIDTH = 10;

/** Text behind a label in a column of its own; `lead` stands between the two, before the first line only. */
export function labelled(
  label: string,
  text: string,
  columns: number,
  style: Style = "plain",
  lead: Line = [],
): Line[] {
  return wrapText(text, columns, { style, lead: [span("accent", label.padEnd(LABEL_WIDTH)), ...lead] });
}

/** The points of a list, the first of them beside the label. */
export function labelledPoints(label: string, points: readonly string[], columns: number): Line[] {
  return points.flatMap((text, at) => labelled(at === 0 ? label : "", text, columns, "plain", [span("faint", "• ")]));
}
