import { type Line, line } from "./text.ts";

/** A part of a screen that can do with fewer rows than it has. */
export interface Section {
  /** Above the rows; it goes when no row is left. */
  readonly heading?: Line;
  readonly rows: readonly Line[];
  /** Weight of each row: where rows are short, the least goes first. */
  readonly weights: readonly number[];
  /** Rows that stay while another section still has more than it needs. */
  readonly atLeast: number;
  /** The section with the lowest turn gives rows first. */
  readonly turn: number;
}

/**
 * The sections' lines within so many rows: first the blank lines between them go, then rows, section
 * by section; `+3 more` stands for what went.
 */
export function fitRows(sections: readonly Section[], rows: number): Line[] {
  const shown = sections.map((section) => section.rows.length);
  shrink(sections, shown, rows, (section) => section.atLeast);
  shrink(sections, shown, rows, () => 0);
  const blocks = sections
    .map((section, at) => sectionLines(section, shown[at] ?? 0))
    .filter(({ length }) => length > 0);
  let spare = rows - blocks.reduce((sum, { length }) => sum + length, 0);
  const lines = blocks.flatMap((block, at) => (at > 0 && spare-- > 0 ? [[], ...block] : block));
  return lines.slice(0, Math.max(0, rows));
}

/** Takes rows away, section by section, until all fit. */
function shrink(
  sections: readonly Section[],
  shown: number[],
  rows: number,
  downTo: (section: Section) => number,
): void {
  const height = () => sections.reduce((sum, section, at) => sum + sectionHeight(section, shown[at] ?? 0), 0);
  for (const [at, section] of [...sections.entries()].sort(([, a], [, b]) => a.turn - b.turn)) {
    while ((shown[at] ?? 0) > downTo(section) && height() > rows) shown[at] = (shown[at] ?? 0) - 1;
  }
}

function sectionHeight(section: Section, shown: number): number {
  if (shown === 0) return 0;
  return shown + (section.heading ? 1 : 0) + (shown < section.rows.length ? 1 : 0);
}

function sectionLines(section: Section, shown: number): Line[] {
  if (shown === 0) return [];
  const missing = section.rows.length - shown;
  const ranked = section.rows.map((_, at) => at).sort((a, b) => (section.weights[b] ?? 0) - (section.weights[a] ?? 0));
  const staying = new Set(ranked.slice(0, shown));
  const more = missing > 0 ? [line("faint", `+${missing} more`)] : [];
  return [...(section.heading ? [section.heading] : []), ...section.rows.filter((_, at) => staying.has(at)), ...more];
}
