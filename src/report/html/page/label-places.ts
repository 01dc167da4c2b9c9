/** A label of a line across a chart. Lengths are those of the chart's canvas, from its top. */
export interface Label {
  /** Height of the line that it names. */
  readonly y: number;
  /** Its text in so many lines at most. */
  readonly linesWithin: (most: number) => readonly string[];
}

/** A label where it is written. */
export interface PlacedLabel {
  readonly top: number;
  readonly lines: readonly string[];
}

interface Room {
  readonly height: number;
  readonly lineHeight: number;
  /** Length of the top that has other texts. */
  readonly taken: number;
}

interface Stretch {
  readonly top: number;
  readonly bottom: number;
}

/** Lines of one label: more would cover what it labels. */
const MOST_LINES = 3;

/** Lines of text that may be between a label and what it names. */
const MOST_BETWEEN = 2;

/**
 * Places labels above or below their lines, on the side with more room, so that none covers another, and no other's line where that can be;
 * beyond another that is in the way, and in fewer lines of text where the whole finds no place. One that finds none at all is left out.
 */
export function placeLabels(labels: readonly Label[], room: Room): readonly PlacedLabel[] {
  const texts: Stretch[] = [{ top: 0, bottom: room.taken }];
  const placed: PlacedLabel[] = [];
  for (const label of labels) {
    const others = labels.filter((other) => other !== label).map(({ y }) => ({ top: y, bottom: y }));
    const candidates = placesOf(label, texts, room);
    const isFree = (covered: readonly Stretch[]) => (place: PlacedLabel) =>
      covered.every((one) => !meet(stretchOf(place, room), one));
    const place = candidates.find(isFree([...texts, ...others])) ?? candidates.find(isFree(texts));
    if (place === undefined) continue;
    placed.push(place);
    texts.push(stretchOf(place, room));
  }
  return placed;
}

/** The places within the chart that a label could have, the best first. */
function placesOf(
  { y, linesWithin }: Label,
  texts: readonly Stretch[],
  { height, lineHeight }: Room,
): readonly PlacedLabel[] {
  const wholes = Array.from({ length: MOST_LINES }, (_, at) => linesWithin(MOST_LINES - at));
  const isNear = (end: number) => Math.abs(end - y) <= MOST_BETWEEN * lineHeight;
  const tops = texts.map(({ top }) => top).filter((top) => top <= y && isNear(top));
  const bottoms = texts.map(({ bottom }) => bottom).filter((bottom) => bottom >= y && isNear(bottom));
  return wholes.flatMap((lines) => {
    const length = lines.length * lineHeight;
    const sides = y > height / 2 ? [y - length, y] : [y, y - length];
    const beyond = [...tops.map((top) => top - length), ...bottoms];
    return [...sides, ...beyond].filter((top) => top >= 0 && top + length <= height).map((top) => ({ top, lines }));
  });
}

function stretchOf({ top, lines }: PlacedLabel, { lineHeight }: Room): Stretch {
  return { top, bottom: top + lines.length * lineHeight };
}

function meet(a: Stretch, b: Stretch): boolean {
  return a.top < b.bottom && b.top < a.bottom;
}
