import type { PageData } from "../page-data.ts";
import type { Range } from "./charts.ts";

/** Share of what is seen by which it moves. */
const STEP = 0.5;
/** The shortest time that is shown, in bins. */
const LEAST_BINS = 4;

/** The range that a button leads to: a phase's, or one beside or within the range that is seen. */
export function narrowed(way: string, { min, max }: Range, whole: Range, { phases, binMs }: PageData): Range {
  const phase = phases.find(({ name }) => name === way);
  if (phase !== undefined) return within({ min: phase.fromMs / 1000, max: phase.toMs / 1000 }, whole);
  const length = max - min;
  switch (way) {
    case "in": {
      const least = Math.min(length, (LEAST_BINS * binMs) / 1000);
      const by = Math.min(length / 4, (length - least) / 2);
      return { min: min + by, max: max - by };
    }
    case "out":
      return within({ min: min - length / 2, max: max + length / 2 }, whole);
    case "earlier":
      return moved({ min, max }, -Math.min(length * STEP, min - whole.min));
    case "later":
      return moved({ min, max }, Math.min(length * STEP, whole.max - max));
    default:
      return whole;
  }
}

function within({ min, max }: Range, whole: Range): Range {
  return { min: Math.max(min, whole.min), max: Math.min(max, whole.max) };
}

function moved({ min, max }: Range, by: number): Range {
  return { min: min + by, max: max + by };
}
