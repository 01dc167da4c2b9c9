import { isDeepStrictEqual } from "node:util";
import type { AskedDifference } from "../../judge/compare/asked-differences.ts";
import type { Change } from "../../judge/compare/change.ts";
import type { ChangedFigure } from "../../judge/compare/changed-figures.ts";
import { latency, NO_FIGURE, percent, rate } from "../terminal/figures.ts";
import type { ComparisonDocument } from "./document.ts";
import type { DegradationOrder, Outcomes } from "./outcomes.ts";

/** Characters of a value in words; JSON has all of it. */
const LONGEST_VALUE = 60;

export const CONCLUSIONS: Readonly<Record<ComparisonDocument["conclusion"], string>> = {
  differ: "DIFFERENT",
  "these-runs-differ": "THESE RUNS DIFFER",
  "not-shown": "NO DIFFERENCE SHOWN",
  "too-few": "CAN'T TELL",
};

export const CHANGE_SIGNS: Readonly<Record<Change["conclusion"], string>> = {
  more: "↑",
  less: "↓",
  alike: "=",
  "not-shown": "?",
  untold: NO_FIGURE,
};

export const FIGURE_NAMES: Readonly<Record<ChangedFigure, string>> = {
  ratePerS: "rate",
  errorRate: "errors",
  p50Ms: "p50",
  p95Ms: "p95",
  p99Ms: "p99",
};

const UNITS: Readonly<Record<ChangedFigure, string>> = {
  ratePerS: "%",
  errorRate: "points",
  p50Ms: "%",
  p95Ms: "%",
  p99Ms: "%",
};

/** `loads.shoppers.timeoutMs: 2000 in A, 5000 in B`, `faults.latency-1: only in A` */
export function askedInWords(difference: AskedDifference): string {
  return differenceInWords(difference, ["A", "B"]);
}

/** The same, with other names of the two. */
export function differenceInWords(
  { what, a, b }: AskedDifference,
  [nameOfA, nameOfB]: readonly [string, string],
): string {
  if (typeof (a ?? b) === "object" && (a === undefined || b === undefined))
    return `${what}: only in ${b === undefined ? nameOfA : nameOfB}`;
  const said = (value: unknown, name: string) =>
    value === undefined ? `not in ${name}` : `${valueInWords(value)} in ${name}`;
  return `${what}: ${said(a, nameOfA)}, ${said(b, nameOfB)}`;
}

function valueInWords(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** `182 ms`, `0.4 %`, `200/s` */
export function figureValue(figure: ChangedFigure, value: number): string {
  if (figure === "ratePerS") return rate(value);
  return figure === "errorRate" ? percent(value) : latency(value);
}

/** `+20 %` of a latency or a rate, `+2 points` of an error rate. */
export function differenceOf({ figure, difference }: Change): string {
  return `${signed(difference)} ${UNITS[figure]}`;
}

/** `+12 to +31 %` */
export function changeInterval({ figure, interval }: Change): string {
  if (interval === undefined) return NO_FIGURE;
  return `${signed(interval.low)} to ${signed(interval.high)} ${UNITS[figure]}`;
}

/** The least that data which shows no difference could have shown; none for what differs. */
export function couldShow({ figure, wouldSee, conclusion }: Change): string {
  if (wouldSee === undefined || conclusion === "more" || conclusion === "less") return NO_FIGURE;
  return `${signed(wouldSee)} ${UNITS[figure]}`;
}

/** A share in hundredths, with its sign, to three digits and to hundredths of those: `+18.5`, `-0.36`, `0`. */
function signed(share: number): string {
  const hundredths = Number(Number((share * 100).toPrecision(3)).toFixed(2));
  return hundredths > 0 ? `+${hundredths}` : `${hundredths}`;
}

/** `held`, or of several runs `held 4, broken 1` */
export function outcomesInWords(outcomes: Outcomes, runs: number): string {
  const found = Object.entries(outcomes);
  if (found.length === 0) return "not there";
  return found.map(([word, times]) => (runs === 1 ? word : `${word} ${times} of ${runs}`)).join(", ");
}

/** `checkout -> pricing, then shoppers`, each with how often where there are several runs */
export function ordersInWords(orders: readonly DegradationOrder[], runs: number): string {
  const one = ({ order, runs: times }: DegradationOrder) => {
    const words = order.length === 0 ? "nothing degraded" : order.join(", then ");
    return runs === 1 ? words : `${words} (${times} of ${runs})`;
  };
  return orders.map(one).join("; ");
}

/** True where signals degraded in the same orders on both sides, in as many of as many runs. */
export function areSameOrders({ a, b }: ComparisonDocument): boolean {
  return a.runs.length === b.runs.length && isDeepStrictEqual(a.degradationOrders, b.degradationOrders);
}

/** The changes worth a line: those of loads, and of edges the ones that differ. */
export function shownChanges({ a, b, changes }: ComparisonDocument): readonly Change[] {
  const loads = new Set([...a.loads, ...b.loads]);
  return changes.filter(
    ({ signal, conclusion }) => loads.has(signal) || conclusion === "more" || conclusion === "less",
  );
}

const LEGEND =
  "↑ more in B, ↓ less, by 5 % or 0.1 points at least; = alike to within that; ? no such difference that this data can show: " +
  "what it could show, nineteen times of twenty, stands beside it where there is room, and in --json.";

/** Notes on the figures, to stand below them. */
export function footnotes(document: ComparisonDocument): readonly string[] {
  const { over, changes, level } = document;
  const hidden = changes.length - shownChanges(document).length;
  const figures = hidden === 1 ? "1 more figure, of an edge, isn't" : `${hidden} more figures, of edges, aren't`;
  const more = hidden > 0 ? [`${figures} shown to differ; --json has what was measured.`] : [];
  if (over === "nothing") return more;
  const held = `The intervals are of the change from A to B, and hold all at once in ${percent(1 - level)} of comparisons`;
  return [
    over === "runs"
      ? `${held}, if the runs of both sides were made in the same way. Figures are medians of the runs.`
      : `${held} of two such runs, if what varies within them lasts less than a stretch. They don't say what another run would give.`,
    LEGEND,
    ...more,
  ];
}
