/**
 * Counts how often the gate raises an alarm over a system that did not change, and how often it finds one that did. `node
 * bench/gate.ts [CHECKS]` makes real loads on a real service (some ten minutes for 200 checks; `--runs FILE` keeps them there, or
 * takes them from there); `--arms N` checks two arms of a load against each other instead, N times each
 * way, and ten times as often where they are simulated; `--shapes N` simulates N checks each of systems whose runs differ from each other in other ways, and
 * `--level N` looks at their false alarms alone, which is fast. docs/benchmarks-gate.md says how to read them.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { clipped } from "../src/judge/gate/clip.ts";
import { type ComparedFigure, type Comparison, compareRuns, LEVEL } from "../src/judge/gate/compare-runs.ts";
import { USUAL_RUNS } from "../src/judge/gate/conclude.ts";
import type { Figure, MeasuredRun } from "../src/judge/gate/figures.ts";
import { MaxT } from "../src/judge/gate/max-t.ts";
import { waysOf } from "../src/judge/gate/ways.ts";
import { median } from "../src/judge/measure/median.ts";
import { wilson } from "../src/judge/measure/wilson.ts";
import { seededRandom } from "../src/values/random/random.ts";
import { ARM_CHANGES, ARM_SHAPES, type ArmChange, type ArmCheck, simulatedArms } from "./gate/arms.ts";
import { makeRealArms } from "./gate/real-arms.ts";
import { makeRealRuns, type RealRuns } from "./gate/real-runs.ts";
import { type Change, UNCHANGED } from "./gate/service.ts";
import { SHAPES, simulatedRun } from "./gate/shapes.ts";

const CHANGES: readonly Change[] = [
  { name: "all answers 20 % slower", all: 1.2 },
  { name: "the slowest tenth 20 % slower", slowest: 1.2 },
  { name: "2 points more errors", failing: 0.02 },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    arms: { type: "string" },
    shapes: { type: "string" },
    level: { type: "string" },
    runs: { type: "string" },
  },
});
const random = seededRandom(7);
const { baseline, checked } = USUAL_RUNS;

if (values.arms !== undefined) await armChecks(Number(values.arms));
else if (values.level !== undefined) levels(Number(values.level));
else if (values.shapes !== undefined) simulatedChecks(Number(values.shapes));
else await realChecks(Number(positionals[0] ?? 200));

/** In the order of time each check is of five runs beside the twenty before, and the next check is a run later. */
async function realChecks(checks: number): Promise<void> {
  const { unchanged, changed } = await realRuns(baseline + checked + checks - 1);
  const inTime = times(checks, (from) => {
    const until = from + baseline;
    return compareRuns(unchanged.slice(from, until), unchanged.slice(until, until + checked), random);
  });
  const byTurns = times(checks, (from) => {
    const runs = unchanged.slice(from, from + baseline + checked);
    const isChecked = (place: number) => place % 5 === 2;
    return compareRuns(
      runs.filter((_, place) => !isChecked(place)),
      runs.filter((_, place) => isChecked(place)),
      random,
    );
  });
  const drawn = times(checks, () => {
    const runs = draw(unchanged, baseline + checked);
    return compareRuns(runs.slice(0, baseline), runs.slice(baseline), random);
  });
  head(`real loads, ${checked} runs beside ${baseline}`);
  row("unchanged, runs in the order of time", inTime);
  row("unchanged, every fifth run beside the others", byTurns);
  row("unchanged, runs drawn from all", drawn);
  for (const { change, runs } of changed) {
    row(
      change.name,
      times(checks, () => compareRuns(draw(unchanged, baseline), draw(runs, checked), random)),
    );
  }
}

/** Runs that were kept, or new ones. */
async function realRuns(count: number): Promise<RealRuns> {
  if (values.runs === undefined) return makeRealRuns(count, CHANGES);
  if (!existsSync(values.runs)) writeFileSync(values.runs, JSON.stringify(await makeRealRuns(count, CHANGES)));
  return JSON.parse(readFileSync(values.runs, "utf8"));
}

function simulatedChecks(checks: number): void {
  for (const shape of SHAPES) {
    const runs = (change: Change, count: number) => times(count, (nth) => simulatedRun(shape, change, random, nth));
    const check = (change: Change) => compareRuns(runs(UNCHANGED, baseline), runs(change, checked), random);
    head(`simulated, ${shape.name}`);
    const unchanged = times(checks, () => check(UNCHANGED));
    row(UNCHANGED.name, unchanged);
    for (const change of CHANGES) {
      row(
        change.name,
        times(checks, () => check(change)),
      );
    }
    const said = unchanged.flatMap((one) => figureOf(one, "p95Ms")?.wouldSee ?? []);
    row(
      "the slowest tenth slower by what an unchanged check would have seen",
      said.map((size) => check({ name: "said", slowest: 1 + size })),
      (one) => figureOf(one, "p95Ms")?.isWorse === true,
    );
  }
}

/** Checks of two arms of real loads, then of simulated ones. */
async function armChecks(checks: number): Promise<void> {
  const real = await makeRealArms(checks, ARM_CHANGES);
  armRows("real loads", (change) => real.get(change) ?? []);
  for (const shape of ARM_SHAPES) {
    armRows(`simulated, ${shape.name}`, (change) => times(10 * checks, () => simulatedArms(shape, change, random)));
  }
}

function armRows(title: string, checksOf: (change: ArmChange) => readonly ArmCheck[]): void {
  console.log(
    `\n| two arms, ${title} | checks | called different | 95 % interval | called worse |\n|---|---:|---:|---:|---:|`,
  );
  for (const change of ARM_CHANGES) {
    const all = checksOf(change);
    const differing = all.filter(({ differs }) => differs).length;
    const worse = all.filter((one) => one.worse).length;
    const { low, high } = wilson(differing, all.length);
    const shares = [differing, worse].map((count) => percent(count / all.length));
    console.log(
      `| ${change.name} | ${all.length} | ${shares[0]} | ${percent(low)} to ${percent(high)} | ${shares[1]} |`,
    );
  }
}

/** Counts how often four figures of an unchanged system, with noise in common, have a chance as small as an alarm. */
function levels(checks: number): void {
  const ways = waysOf(baseline + checked, checked, random);
  console.log(`\n| unchanged, ${checks} checks | chance up to 0.5 % | up to 5 % |\n|---|---:|---:|`);
  for (const shape of SHAPES) {
    const least = times(checks, () => {
      const shared = times(baseline + checked, () => 0.03 * shape.draw(random));
      const columns = times(4, () => clipped(shared.map((noise) => noise + 0.02 * shape.draw(random))));
      return Math.min(...new MaxT(columns, ways).chances);
    });
    const [alarms, often] = [LEVEL, 0.05].map((level) => least.filter((chance) => chance <= level).length / checks);
    console.log(`| ${shape.name} | ${percent(alarms ?? 0)} | ${percent(often ?? 0)} |`);
  }
}

function draw(runs: readonly MeasuredRun[], count: number): MeasuredRun[] {
  const left = [...runs];
  return times(count, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}

function times<Made>(count: number, make: (nth: number) => Made): Made[] {
  return Array.from({ length: count }, (_, nth) => make(nth));
}

function head(title: string): void {
  console.log(`\n| ${title} | checks | called worse | 95 % interval | would have seen p95 | would have seen errors |`);
  console.log("|---|---:|---:|---:|---:|---:|");
}

function row(name: string, comparisons: readonly Comparison[], isFound = hasWorse): void {
  const found = comparisons.filter(isFound).length;
  const { low, high } = wilson(found, comparisons.length);
  const cells = [
    name,
    comparisons.length,
    percent(found / comparisons.length),
    `${percent(low)} to ${percent(high)}`,
    seen(comparisons, "p95Ms", percent),
    seen(comparisons, "errorRate", (share) => `${rounded(share * 100)} points`),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

function hasWorse({ figures }: Comparison): boolean {
  return figures.some(({ isWorse }) => isWorse);
}

/** The figure of the load in the fault. */
function figureOf({ figures }: Comparison, figure: Figure): ComparedFigure | undefined {
  return figures.find((one) => one.signal === "users" && one.phase === "fault" && one.figure === figure);
}

/** The median over all checks of what each would have seen. */
function seen(comparisons: readonly Comparison[], figure: Figure, write: (difference: number) => string): string {
  const middle = median(comparisons.map((one) => figureOf(one, figure)?.wouldSee ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(middle) ? `+${write(middle)}` : "nothing";
}

function percent(share: number): string {
  return `${rounded(share * 100)} %`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
