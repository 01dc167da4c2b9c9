/** Words for how far a signal is from its baseline, each up to which heat; heat is 0 as in the baseline, 1 at ten times its p95. */
export const HEAT_DEGREES = [
  { upTo: 0.1, word: "calm" },
  { upTo: 0.4, word: "warm" },
  { upTo: 0.75, word: "hot" },
  { upTo: 1, word: "critical" },
] as const;

export type HeatDegree = (typeof HEAT_DEGREES)[number];

/** The degree of a heat of 0..1. */
export function heatDegree(heat: number): HeatDegree {
  return HEAT_DEGREES.find(({ upTo }) => heat < upTo) ?? HEAT_DEGREES[3];
}
