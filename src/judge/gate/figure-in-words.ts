import { formatShare } from "../criteria/format.ts";
import type { ComparedPhase, Figure } from "./figures.ts";

const FIGURES_IN_WORDS: Readonly<Record<Figure, string>> = {
  p50Ms: "p50",
  p95Ms: "p95",
  p99Ms: "p99",
  errorRate: "error rate",
};

/** The word `baseline` is that of the runs that are compared with. */
const PHASES_IN_WORDS: Readonly<Record<ComparedPhase, string>> = {
  baseline: "before the fault",
  fault: "in the fault",
};

export function figureInWords(figure: Figure): string {
  return FIGURES_IN_WORDS[figure];
}

export function phaseInWords(phase: ComparedPhase): string {
  return PHASES_IN_WORDS[phase];
}

/** `+20 %` of a latency, `+2 points` of an error rate. */
export function differenceInWords(figure: Figure, difference: number): string {
  const sign = difference > 0 ? "+" : "";
  if (figure !== "errorRate") return `${sign}${formatShare(difference)}`;
  const points = Number((difference * 100).toPrecision(3));
  return `${sign}${points} ${Math.abs(points) === 1 ? "point" : "points"}`;
}
