import { heatOf, P95_SAMPLES_MIN } from "../../judge/history/degraded.ts";
import type { FaultOutcome, RunResult, SignalStats } from "../../judge/history/result.ts";
import { bucketMs, Histogram } from "../../judge/measure/histogram.ts";
import { HEAT_DEGREES, heatDegree } from "../heat-degrees.ts";
import { heatRow } from "./heat-rows.ts";
import { limitsOn } from "./limits.ts";
import type { Figures, HeatMap, PageSignal } from "./page-data.ts";
import { type Bin, type Bins, joinBins, latenciesOf, type Timeline } from "./timeline.ts";

/** A degree is told over so much time, as in the live view, */
const DEGREE_OVER_MS = 2000;
/** and where requests are rare over as much as it takes, up to this. */
const RARE_OVER_MS = 10_000;
/** Columns of a heat map: no screen shows more that a finger can tell apart. */
const MOST_COLUMNS = 120;

/** The signals of a run as its page draws them, in the order of the result. */
export function pageSignals(result: RunResult, timeline: Timeline): PageSignal[] {
  const names = Object.keys(result.signals);
  return names.flatMap((name) => {
    const bins = timeline.signals.get(name);
    return bins === undefined ? [] : [pageSignal(name, bins.map(unlessOpaque), result, timeline)];
  });
}

function pageSignal(name: string, bins: Bins, result: RunResult, timeline: Timeline): PageSignal {
  const stats = result.signals[name];
  const of = figuresOf(bins);
  return {
    name,
    perS: of(({ ended, heardMs }) => (ended / heardMs) * 1000),
    errors: of(errorsOf),
    p50: of((bin) => quantileMs(bin, 0.5)),
    p95: of((bin) => quantileMs(bin, 0.95)),
    p99: of((bin) => quantileMs(bin, 0.99)),
    ...(timeline.isJoined && {
      extremes: {
        lowestPerS: of(({ lowestPerS }) => lowestPerS),
        highestPerS: of(({ highestPerS }) => highestPerS),
        worstErrors: of(({ worstErrors }) => worstErrors),
        worstP99: of(({ worstP99Ms }) => (worstP99Ms > 0 ? worstP99Ms : undefined)),
      },
    }),
    limits: limitsOn(name, result.criteria),
    degrees: degreesOf(bins, timeline.binMs, stats?.baseline, hiddenTimes(stats?.fault, result.faults)),
    heat: heatMapOf(bins, timeline.binMs),
  };
}

/** Of calls that can't all be seen, those that were would pass for all. */
function unlessOpaque(bin: Bin | undefined): Bin | undefined {
  return bin?.isOpaque ? undefined : bin;
}

function figuresOf(bins: Bins): (figure: (bin: Bin) => number | undefined) => Figures {
  return (figure) =>
    bins.map((bin) => {
      const value = bin && figure(bin);
      return value === undefined ? null : threeDigits(value);
    });
}

function errorsOf({ failed, ended }: Bin): number | undefined {
  return ended > 0 ? failed / ended : undefined;
}

const scratch = new Histogram();

function quantileMs(bin: Bin, quantile: number): number | undefined {
  scratch.clear();
  scratch.add(bin.latency);
  scratch.add(bin.ages);
  return scratch.quantileMs(quantile);
}

/** As many as can be told apart on a chart. */
function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

/** Times in which a fault kept some of an edge's calls from being counted. */
function hiddenTimes(stats: SignalStats | undefined, faults: readonly FaultOutcome[]): (atMs: number) => boolean {
  const hiding = faults.filter(({ id }) => id === stats?.uncounted);
  return (atMs) =>
    hiding.some(
      ({ injectedAtMs = Number.POSITIVE_INFINITY, undoneAtMs = Number.POSITIVE_INFINITY }) =>
        atMs >= injectedAtMs && atMs <= undoneAtMs,
    );
}

/** The degree at the end of each bin, as its number; `?` where too little was measured to tell. */
function degreesOf(
  bins: Bins,
  binMs: number,
  baseline: SignalStats | undefined,
  isHidden: (atMs: number) => boolean,
): string {
  if (baseline?.p95Ms === undefined) return "?".repeat(bins.length);
  return bins
    .map((_, at) => {
      const now = isHidden((at + 1) * binMs) ? undefined : lately(bins, at, binMs);
      if (now === undefined) return "?";
      const p95Ms = quantileMs(now, 0.95);
      const errorRate = errorsOf(now);
      const stats = { ...(p95Ms !== undefined && { p95Ms }), ...(errorRate !== undefined && { errorRate }) };
      return HEAT_DEGREES.indexOf(heatDegree(heatOf(stats, baseline)));
    })
    .join("");
}

/** The bins up to this one as one, as many as it takes to have a p95; undefined where that is too long ago. */
function lately(bins: Bins, at: number, binMs: number): Bin | undefined {
  let joined: Bin | undefined;
  for (let first = at; first >= 0; first--) {
    joined = joinBins(bins[first], joined);
    const spanMs = (at - first + 1) * binMs;
    const samples = joined === undefined ? 0 : samplesIn(joined);
    if (spanMs >= DEGREE_OVER_MS && samples >= P95_SAMPLES_MIN) return joined;
    if (spanMs >= RARE_OVER_MS) return undefined;
  }
  return undefined;
}

function samplesIn(bin: Bin): number {
  return countIn(bin.latency) + countIn(bin.ages);
}

function countIn(pairs: Bin["latency"]): number {
  return pairs.reduce((sum, value, at) => (at % 2 === 0 ? sum : sum + value), 0);
}

function heatMapOf(bins: Bins, binMs: number): HeatMap {
  const each = Math.max(1, Math.ceil(bins.length / MOST_COLUMNS));
  const columns = Array.from({ length: Math.ceil(bins.length / each) }, (_, column) => {
    const joined = bins.slice(column * each, (column + 1) * each).reduce(joinBins, undefined);
    return joined === undefined ? [] : rowsOf(joined);
  });
  return { columnMs: binMs * each, columns };
}

function rowsOf(bin: Bin): number[] {
  const counts = new Map<number, number>();
  const pairs = latenciesOf(bin);
  for (let at = 0; at < pairs.length; at += 2) {
    const row = heatRow(bucketMs(pairs[at] ?? 0));
    counts.set(row, (counts.get(row) ?? 0) + (pairs[at + 1] ?? 0));
  }
  return [...counts].flat();
}
