/**
 * Counts how often intervals of `report --compare` miss the true change: those over runs, of systems whose runs differ from each
 * other in six ways, and those over stretches of two runs, whose noise lasts. `node bench/compare.ts [COMPARISONS] [runs|stretches]`
 * takes some minutes for 400. docs/benchmarks-gate.md says how to read it.
 */
import {
  CHANGED_FIGURES,
  type ChangedFigure,
  changedFigure,
  changedScale,
} from "../src/judge/compare/changed-figures.ts";
import { simultaneousIntervals, type TwoSides } from "../src/judge/compare/simultaneous-intervals.ts";
import type { SignalStats } from "../src/judge/history/result.ts";
import { statsOf } from "../src/judge/history/signal-track.ts";
import { Histogram } from "../src/judge/measure/histogram.ts";
import { median } from "../src/judge/measure/median.ts";
import { emptyDelta } from "../src/judge/measure/totals.ts";
import { wilson } from "../src/judge/measure/wilson.ts";
import { SignalWindow } from "../src/judge/measure/window.ts";
import { type Random, seededRandom } from "../src/values/random/random.ts";
import { SHAPES, type Shape } from "./gate/shapes.ts";
import { normal } from "./verdict/noise.ts";

const comparisons = Number(process.argv[2] ?? 400);
const random = seededRandom(11);
/** The true change of half of all figures, on their scale: 20 % slower. */
const CHANGE = Math.log(1.2);
const FIGURES = 12;

/** Noise within a run: how long it lasts, and how many stalls there are. */
interface Noise {
  readonly name: string;
  /** Seconds after which a third of it is left; 0 where each request has its own. */
  readonly lastsS: number;
  readonly stallsPerS: number;
}

const NOISES: readonly Noise[] = [
  { name: "each request by itself", lastsS: 0, stallsPerS: 0 },
  { name: "lasts 0.25 s", lastsS: 0.25, stallsPerS: 0 },
  { name: "lasts 0.5 s, a stall of up to 1.2 s every 20 s", lastsS: 0.5, stallsPerS: 0.05 },
  { name: "lasts 2 s", lastsS: 2, stallsPerS: 0 },
];
const RATE_PER_S = 200;
const STRETCHES = 8;
const STRETCH_S = 2;
const SIGNALS = 3;

if (process.argv[3] !== "stretches") overRuns();
if (process.argv[3] !== "runs") overStretches();

function overRuns(): void {
  head("intervals over runs", "half width, median");
  for (const [ofA, ofB] of [
    [8, 8],
    [6, 10],
  ] as const) {
    for (const shape of SHAPES) row(`${shape.name}, ${ofA} beside ${ofB}`, true, () => runsOf(shape, ofA, ofB));
  }
}

function overStretches(): void {
  head("intervals over stretches", "half width of p95, median");
  for (const noise of NOISES) row(noise.name, false, () => stretchesOf(noise));
}

function head(of: string, width: string): void {
  console.log(`\n| ${of} | comparisons | any misses | 95 % interval | ${width} |\n|---|---:|---:|---:|---:|`);
}

interface Simulated {
  readonly columns: readonly TwoSides[];
  readonly changes: readonly number[];
  /** Places of the columns whose width is told. */
  readonly told: readonly number[];
}

function row(name: string, clip: boolean, make: () => Simulated): void {
  const halfWidths: number[] = [];
  let missed = 0;
  for (let nth = 0; nth < comparisons; nth++) {
    const { columns, changes, told } = make();
    const intervals = simultaneousIntervals(columns, clip, random);
    // Within a bucket of a histogram there is no telling.
    const isMissed = intervals.some(
      ({ low, high }, at) => (changes[at] ?? 0) < low - 0.008 || (changes[at] ?? 0) > high + 0.008,
    );
    if (isMissed) missed++;
    halfWidths.push(...intervals.filter((_, at) => told.includes(at)).map(({ low, high }) => (high - low) / 2));
  }
  const { low, high } = wilson(missed, comparisons);
  const width = percent(Math.expm1(median(halfWidths)));
  console.log(
    `| ${name} | ${comparisons} | ${percent(missed / comparisons)} | ${percent(low)} to ${percent(high)} | ${width} |`,
  );
}

/** Runs differ by 3 % in all figures at once and by 2 % in each. */
function runsOf(shape: Shape, ofA: number, ofB: number): Simulated {
  const changes = times(FIGURES, (nth) => (nth % 2 === 0 ? CHANGE : 0));
  const [a, b] = [ofA, ofB].map((runs) => times(runs, () => 0.03 * shape.draw(random))) as [number[], number[]];
  const value = (shared: number) => shared + 0.02 * shape.draw(random);
  const columns = changes.map((change) => ({ a: a.map(value), b: b.map((shared) => value(shared) + change) }));
  return { columns, changes, told: times(FIGURES, (nth) => nth) };
}

function stretchesOf(noise: Noise): Simulated {
  const made = times(SIGNALS, () => {
    const [a, b] = [phaseOf(noise, 0), phaseOf(noise, CHANGE)];
    return CHANGED_FIGURES.map((figure) => ({ figure, a: scaled(a, figure), b: scaled(b, figure) }));
  }).flat();
  return {
    columns: made,
    changes: made.map(({ figure }) => (figure.endsWith("Ms") ? CHANGE : 0)),
    told: made.flatMap(({ figure }, at) => (figure === "p95Ms" ? [at] : [])),
  };
}

function scaled(stretches: readonly SignalStats[], figure: ChangedFigure): number[] {
  return stretches.map((stats) => changedScale(figure).of(changedFigure(stats, figure) ?? 0));
}

/** Log-normal times whose level wanders, failures that come more often where it is high, and stalls. */
function phaseOf({ lastsS, stallsPerS }: Noise, slower: number): SignalStats[] {
  const kept = lastsS === 0 ? 0 : Math.exp(-1 / (RATE_PER_S * lastsS));
  let level = normal(random);
  let stallS = 0;
  return times(STRETCHES, () => {
    const latency = new Histogram();
    let failed = 0;
    for (let request = 0; request < RATE_PER_S * STRETCH_S; request++) {
      level = kept * level + Math.sqrt(1 - kept ** 2) * normal(random);
      stallS = stallS > 0 ? stallS - 1 / RATE_PER_S : stallOf(random, stallsPerS);
      latency.record(40 * Math.exp(slower + 0.5 * normal(random) + 0.2 * level) + 600 * Math.max(0, stallS));
      if (random() < 0.01 * Math.exp(0.7 * level)) failed++;
    }
    const window = new SignalWindow();
    const ended = RATE_PER_S * STRETCH_S;
    window.add(STRETCH_S * 1000, { ...emptyDelta, started: ended, ended, failed, latency: latency.toSparse() });
    return statsOf(window.read());
  });
}

/** Length of a stall that begins now, in seconds; 0 of none. */
function stallOf(draw: Random, perS: number): number {
  return draw() < perS / RATE_PER_S ? 0.2 + draw() : 0;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function times<Made>(count: number, make: (nth: number) => Made): Made[] {
  return Array.from({ length: count }, (_, nth) => make(nth));
}
