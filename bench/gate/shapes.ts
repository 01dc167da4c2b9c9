import type { MeasuredRun, PhaseFigures } from "../../src/judge/gate/figures.ts";
import type { Random } from "../../src/values/random/random.ts";
import { normal } from "../verdict/noise.ts";
import { type Change, UNCHANGED } from "./service.ts";

/** Standard deviation, as a share, of what all figures of a run have in common, and of what each has for itself. */
const SHARED = 0.03;
const OWN = 0.02;
const REQUESTS = 4000;
/** The step of latencies that come in steps. */
const STEP = Math.log(1.03);

/** A way in which runs of an unchanged system differ from each other. */
export interface Shape {
  readonly name: string;
  /** Draws about 0, in about standard deviations. */
  draw(random: Random): number;
  /** True where latencies come in coarse steps, so that many are the same. */
  readonly inSteps?: true;
}

export const SHAPES: readonly Shape[] = [
  { name: "normal", draw: normal },
  { name: "normal, in steps of 3 %", draw: normal, inSteps: true },
  { name: "lopsided", draw: (random) => Math.exp(normal(random)) - 1 },
  {
    name: "heavy tails (Student's t, 3 degrees)",
    draw: (random) => normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3),
  },
  { name: "1 run of 20 astray", draw: (random) => normal(random) + (random() < 0.05 ? 15 : 0) },
  { name: "two kinds of runs", draw: (random) => normal(random) + (random() < 0.5 ? 4 : 0) },
];

const SIGNALS = ["users", "front -> back", "back -> db"];

/** A run of a system with a load, which the change is seen in, and two edges, which it isn't. */
export function simulatedRun(shape: Shape, change: Change, random: Random, nth: number): MeasuredRun {
  const shared = Math.exp(shape.draw(random) * SHARED);
  const figures = SIGNALS.map((name, at) => {
    const seen = at === 0 ? change : UNCHANGED;
    const [baseline, fault] = [
      simulatedPhase(shape, seen, shared, random),
      simulatedPhase(shape, seen, shared, random),
    ];
    return [name, { baseline, fault }] as const;
  });
  return { run: `${change.name} ${nth}`, startedAt: "2026-01-01T00:00:00Z", figures: Object.fromEntries(figures) };
}

function simulatedPhase(
  shape: Shape,
  { all = 1, slowest = 1, failing = 0 }: Change,
  shared: number,
  random: Random,
): PhaseFigures {
  const time = (ms: number) => inSteps(shape, ms * shared * Math.exp(OWN * shape.draw(random)));
  const rate = 0.01 * Math.max(0, 1 + 0.1 * shape.draw(random)) + failing;
  const counted = rate + normal(random) * Math.sqrt((rate * Math.max(0, 1 - rate)) / REQUESTS);
  return {
    p50Ms: time(20 * all),
    p95Ms: time(40 * all * slowest),
    p99Ms: time(55 * all * slowest),
    errorRate: Math.min(1, Math.max(0, counted)),
    ended: REQUESTS,
  };
}

function inSteps(shape: Shape, ms: number): number {
  return shape.inSteps ? Math.exp(Math.round(Math.log(ms) / STEP) * STEP) : ms;
}
