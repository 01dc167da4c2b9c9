import { chanceOf } from "../measure/chance.ts";
import { failsMuchMore, isMuchSlower } from "./degraded.ts";
import type { WindowPoint } from "./window-series.ts";

/** Share of conclusions that may be false by chance: of what the fault is on, and of all other signals together. */
export const ALPHA = 0.005;
/** Shortest duration that counts; less may be a stall of the machine, however good the baseline was. */
const LASTING_MS = 2500;
/** And it lasts this many times longer than anything like it in the baseline. */
const LONGER_THAN_BEFORE = 3;
/** Below this a series of bad windows is no more than is to be expected. */
const SUSPICIOUS = 0.05;

/** A stretch of fewer bad windows, or not so many times the baseline's longest, is nothing to speak of. */
const NOTABLE = { windows: 2, timesBefore: 2 } as const;
/** The search for a length that would tell ends here: some eight minutes, and nobody waits longer. */
export const MOST_WINDOWS = 1000;

/** Standing of a signal, as its windows tell, in the fault phase, against its baseline. */
export type Standing =
  | { readonly is: "degraded"; readonly fromMs: number; readonly toMs: number }
  /** Slower than ever in the baseline, but not by enough to be called degraded. */
  | { readonly is: "shifted" }
  | { readonly is: "as before" }
  | { readonly is: "unknown"; readonly why: string };

/** A figure of a window, how much of it the harness can have added, and when it is clearly worse than usual. */
interface Measure {
  readonly of: (point: WindowPoint) => number | undefined;
  readonly added: (point: WindowPoint) => number;
  readonly isWorse: (value: number, usual: number) => boolean;
}

const MEASURES: readonly Measure[] = [
  {
    of: ({ p50Ms }) => p50Ms,
    added: ({ addedMs }) => addedMs.p50,
    isWorse: (value, usual) => isMuchSlower(value, usual, "median"),
  },
  {
    of: ({ p95Ms }) => p95Ms,
    added: ({ addedMs }) => addedMs.p95,
    isWorse: (value, usual) => isMuchSlower(value, usual, "p95"),
  },
  { of: ({ errorRate }) => errorRate, added: () => 0, isWorse: failsMuchMore },
];

/** A stretch of windows that are all worse than usual. */
interface Stretch {
  readonly windows: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Tells whether a signal did clearly worse in the fault phase than in the baseline, for so long that neither chance nor
 * what the baseline itself shows explains it, nor what the harness may have done. `signals` is how many are looked at
 * side by side: of many, one is bad by chance. One that was pointed at beforehand is alone.
 */
export function standingOf(baseline: readonly WindowPoint[], fault: readonly WindowPoint[], signals: number): Standing {
  const usable = baseline.filter(({ isSpoiled }) => !isSpoiled);
  if (usable.length === 0) return { is: "unknown", why: "too few requests in the baseline to compare with" };
  if (fault.length === 0) return { is: "unknown", why: "too few requests in the fault phase to judge by" };
  const looks = signals * MEASURES.length;
  const waiting = usable.reduce((sum, point) => sum + point.waiting, 0) / usable.length;
  const found = MEASURES.map((measure) => {
    const usual = median(usable.flatMap((point) => measure.of(point) ?? []));
    // Windows that the harness may have made what they are say nothing.
    const own = fault.filter((point) => !isExplained(measure, point, usual, waiting));
    const standing = standingIn(measure, usual, usable, own, looks);
    if (standing.is === "degraded" || own.length === fault.length) return standing;
    if (standing.is === "unknown") return standing;
    const seen = standingIn(measure, usual, usable, fault, looks);
    return seen.is === "degraded" || seen.is === "unknown" ? ("explained" as const) : standing;
  });
  const standings = found.filter((one) => one !== "explained");
  const degraded = standings.filter((one) => one.is === "degraded").sort((a, b) => a.fromMs - b.fromMs)[0];
  const unknown =
    standings.find(({ is }) => is === "unknown") ?? (found.includes("explained") ? explainedBy(fault) : undefined);
  return degraded ?? unknown ?? standings.find(({ is }) => is === "shifted") ?? { is: "as before" };
}

/**
 * Tells whether a window would be no worse than usual without what the harness may have done. `waiting` is the usual
 * share.
 */
function isExplained({ of, added, isWorse }: Measure, point: WindowPoint, usual: number, waiting: number): boolean {
  const value = of(point) ?? 0;
  const own = (value - added(point)) * (1 - Math.max(0, point.waiting - waiting));
  return point.isSpoiled || (isWorse(value, usual) && !isWorse(own, usual));
}

function explainedBy(fault: readonly WindowPoint[]): Standing {
  const parts = [...new Set(fault.flatMap((point) => point.parts))];
  return unknown(`the harness could explain it: ${parts.join(", ")}`);
}

function standingIn(
  { of, isWorse }: Measure,
  usual: number,
  baselinePoints: readonly WindowPoint[],
  faultPoints: readonly WindowPoint[],
  looks: number,
): Standing {
  const [baseline, fault] = [having(of, baselinePoints), having(of, faultPoints)];
  if (baseline.length === 0 || fault.length === 0) return { is: "as before" };
  const worst = Math.max(...baseline.map((point) => of(point) ?? 0));
  const worse = (point: WindowPoint) => isWorse(of(point) ?? 0, usual);
  const longest = longestStretch(fault, worse);
  const before = { windows: baseline, worse: baseline.filter(worse).length, longest: longestStretch(baseline, worse) };
  if (longest.windows > 0) {
    const verdict = judgeStretch(longest, fault, worse, before, looks);
    if (verdict !== undefined) return verdict;
  }
  const beyond = longestStretch(fault, (point) => (of(point) ?? 0) > worst);
  const chance = chanceOf(0, baseline.length, beyond.windows, beyond.windows);
  return { is: beyond.windows > 1 && chance <= SUSPICIOUS / looks ? "shifted" : "as before" };
}

interface Before {
  readonly windows: readonly WindowPoint[];
  readonly worse: number;
  readonly longest: Stretch;
}

/** Degraded, unknown, or undefined where the stretch is nothing to speak of. */
function judgeStretch(
  longest: Stretch,
  fault: readonly WindowPoint[],
  worse: (point: WindowPoint) => boolean,
  { windows, worse: worseBefore, longest: longestBefore }: Before,
  looks: number,
): Standing | undefined {
  const lastedMs = longest.toMs - longest.fromMs;
  const neededMs = Math.max(LASTING_MS, LONGER_THAN_BEFORE * (longestBefore.toMs - longestBefore.fromMs));
  // A stretch may begin at any window that leaves room for it.
  const tries = looks * (fault.length - longest.windows + 1);
  const chance = (early: number) => tries * chanceOf(worseBefore, early, longest.windows, longest.windows);
  if (chance(windows.length) <= ALPHA && lastedMs >= neededMs) {
    return { is: "degraded", fromMs: longest.fromMs, toMs: longest.toMs };
  }
  const bad = fault.filter(worse).length;
  const isOdd = chanceOf(worseBefore, windows.length, bad, fault.length) <= SUSPICIOUS;
  if (longest.windows < NOTABLE.windows && !isOdd) return undefined;
  if (!isOdd && longest.windows <= NOTABLE.timesBefore * longestBefore.windows) return undefined;
  const lasted = `it did worse for ${seconds(lastedMs)}`;
  if (lastedMs < neededMs) return unknown(`${lasted}, which must last ${seconds(neededMs)} to be told from a stall`);
  let enough = windows.length;
  while (chance(enough) > ALPHA && enough < MOST_WINDOWS) enough += 1;
  const [hasMs, needsMs] = [spanOf(windows), (spanOf(windows) / windows.length) * enough];
  return unknown(`${lasted}; a baseline of ${wholeSeconds(needsMs)} instead of ${wholeSeconds(hasMs)} would tell`);
}

function unknown(why: string): Standing {
  return { is: "unknown", why };
}

function having(of: Measure["of"], points: readonly WindowPoint[]): WindowPoint[] {
  return points.filter((point) => of(point) !== undefined);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The longest stretch of windows in a row of which all are so; of none, one without length. */
function longestStretch(points: readonly WindowPoint[], isSo: (point: WindowPoint) => boolean): Stretch {
  let longest: Stretch = { windows: 0, fromMs: 0, toMs: 0 };
  let current = longest;
  for (const point of points) {
    if (!isSo(point)) current = { windows: 0, fromMs: 0, toMs: 0 };
    else {
      const fromMs = current.windows === 0 ? point.fromMs : current.fromMs;
      current = { windows: current.windows + 1, fromMs, toMs: point.toMs };
    }
    if (current.windows > longest.windows) longest = current;
  }
  return longest;
}

function spanOf(points: readonly WindowPoint[]): number {
  return (points.at(-1)?.toMs ?? 0) - (points[0]?.fromMs ?? 0);
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

function wholeSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000 - 0.05)} s`;
}
