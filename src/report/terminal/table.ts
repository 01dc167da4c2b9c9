import { type Line, line, lineWidth, padLine, type Span } from "./text.ts";

/** The content of a cell: a line, or something drawn to the width that its column got. */
export type Cell = Line | ((columns: number) => Line);

export interface Column {
  readonly heading: string;
  readonly align?: "left" | "right";
  /** A heading over this column and its neighbours of the same group. */
  readonly group?: string;
  /** Rank at which the whole column goes where room is short, the highest first; a column without one stays. */
  readonly goesFirst?: number;
  /** Width to which it may be narrowed when no more columns can go; as wide as its cells otherwise. */
  readonly atLeast?: number;
  /** Width to which it is stretched over the room that is left; cells that are drawn need it. */
  readonly upTo?: number;
}

const GAP = 2;

/** Up to this width cells are shown whole for as long as another column can go instead. */
const WHOLE_UP_TO = 48;

interface Laid {
  readonly column: Column;
  readonly at: number;
  readonly natural: number;
  width: number;
}

/**
 * The heading (and over it the groups, if there are any), then a line a row. Columns are dropped, narrowed
 * and stretched to fill the width.
 */
export function layTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): Line[] {
  const laid = stretch(narrow(columns, rows, width), width);
  const headings = columns.map(({ heading }) => line("accent", heading));
  const grouped = columns.some(({ group }) => group !== undefined);
  return [...(grouped ? [groupLine(laid)] : []), ...[headings, ...rows].map((cells) => rowLine(cells, laid))];
}

function rowLine(cells: readonly Cell[], laid: readonly Laid[]): Line {
  return laid.flatMap(({ column, at, width }, place) => {
    const cell = cells[at] ?? [];
    const drawn = padLine(typeof cell === "function" ? cell(width) : cell, width, column.align);
    return place === 0 ? drawn : [space(GAP), ...drawn];
  });
}

function groupLine(laid: readonly Laid[]): Line {
  const groups: { name: string | undefined; width: number }[] = [];
  for (const { column, width } of laid) {
    const last = groups.at(-1);
    if (last !== undefined && last.name === column.group) last.width += GAP + width;
    else groups.push({ name: column.group, width });
  }
  return groups.flatMap(({ name, width }, place) => [
    space(place === 0 ? 0 : GAP),
    ...padLine(line("accent", name ?? ""), width),
  ]);
}

function space(columns: number): Span {
  return { style: "plain", text: " ".repeat(columns) };
}

/** The columns that stay: whole where dropping others makes room for that, otherwise each at its least width. */
function narrow(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): Laid[] {
  const laid = columns.map((column, at): Laid => {
    const natural = Math.max(lineWidth(line("plain", column.heading)), ...rows.map((cells) => cellWidth(cells[at])));
    return { column, at, natural, width: wholeWidth(column, natural) };
  });
  const leaving = laid
    .filter(({ column }) => column.goesFirst !== undefined)
    .sort((a, b) => (b.column.goesFirst ?? 0) - (a.column.goesFirst ?? 0));
  for (const one of leaving) {
    if (totalWidth(laid) <= width) break;
    laid.splice(laid.indexOf(one), 1);
  }
  if (totalWidth(laid) > width) for (const one of laid) one.width = leastWidth(one.column, one.natural);
  return laid;
}

/** Gives the room that is left to what was narrowed, then to what can be stretched. */
function stretch(laid: Laid[], width: number): Laid[] {
  for (const wish of [natural, furthest]) {
    for (const one of laid) {
      const room = Math.max(0, width - totalWidth(laid));
      one.width += Math.min(room, Math.max(0, wish(one) - one.width));
    }
  }
  return laid;
}

function natural(one: Laid): number {
  return one.natural;
}

function furthest({ column, natural }: Laid): number {
  return column.upTo ?? natural;
}

function wholeWidth(column: Column, natural: number): number {
  const least = leastWidth(column, natural);
  return column.upTo === undefined ? Math.max(least, Math.min(natural, WHOLE_UP_TO)) : least;
}

function leastWidth(column: Column, natural: number): number {
  if (column.upTo !== undefined) return column.atLeast ?? natural;
  return Math.min(natural, column.atLeast ?? natural);
}

function cellWidth(cell: Cell | undefined): number {
  return cell === undefined || typeof cell === "function" ? 0 : lineWidth(cell);
}

function totalWidth(laid: readonly Laid[]): number {
  return laid.reduce((sum, { width }) => sum + width + GAP, -GAP);
}
