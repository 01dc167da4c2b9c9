export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Length of an arrow's head. */
const HEAD = 9;
/** Letters of a name that are shown; a picture's own title has all of it. */
export const LETTERS_SHOWN = 24;

/** A name as it is in the picture. */
export function shownName(name: string): string {
  return name.length > LETTERS_SHOWN ? `${name.slice(0, LETTERS_SHOWN - 1)}…` : name;
}

/** A path through points, rounded between them. */
export function lineThrough(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points;
  const last = rest.at(-1) ?? first;
  const bends = rest.slice(0, -1).map((point, at) => {
    const next = rest[at + 1] ?? last;
    const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${pair(point)} ${pair(middle)}`;
  });
  return `M${pair(first)}${bends.join("")}L${pair(last)}`;
}

/** The path of an arrow's head at the last of points. */
export function arrowHead(points: readonly Point[]): string {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? tip;
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const along = { x: ((tip.x - before.x) / length) * HEAD, y: ((tip.y - before.y) / length) * HEAD };
  const foot = { x: tip.x - along.x, y: tip.y - along.y };
  const [left, right] = [
    { x: foot.x - along.y / 2, y: foot.y + along.x / 2 },
    { x: foot.x + along.y / 2, y: foot.y - along.x / 2 },
  ];
  return `M${pair(tip)}L${pair(left)}L${pair(right)}Z`;
}

function pair({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

/** To a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
