import { type Compared, excessOf, type Rate, ratioOf } from "../../src/judge/measure/compared-arms.ts";
import { Histogram, type SparseHistogram } from "../../src/judge/measure/histogram.ts";
import type { Random } from "../../src/values/random/random.ts";
import { normal } from "../verdict/noise.ts";
import { FAILING, MEDIAN_MS, WIDTH } from "./service.ts";

/** So long lasts what all requests of a moment have in common. */
const MOMENT_MS = 500;
const TIMEOUT_MS = 10_000;

/** A difference between the arms. */
export interface ArmChange {
  readonly name: string;
  /** Requests of the treated arm take so many times as long. */
  readonly times?: number;
  /** And so many more of them fail. */
  readonly failing?: number;
}

export const ARM_CHANGES: readonly ArmChange[] = [
  { name: "no fault" },
  { name: "treated 20 % slower", times: 1.2 },
  { name: "5 points more errors in treated", failing: 0.05 },
];

/** A system in which both arms are, and their load. */
export interface ArmShape {
  readonly name: string;
  readonly ratePerS: number;
  readonly lastsMs: number;
  readonly control: number;
  /** The time in ms that a request takes which begins at a share of the phase, 0..1, in a moment that is drawn for all of its block. */
  took(random: Random, at: number, moment: number): number;
  /** Share of the requests that fail, likewise. */
  fails?(at: number, moment: number): number;
}

const logNormal = (random: Random) => MEDIAN_MS * Math.exp(WIDTH * normal(random));
const usual = { ratePerS: 200, lastsMs: 20_000, control: 0.5 };

export const ARM_SHAPES: readonly ArmShape[] = [
  { ...usual, name: "log-normal", took: logNormal },
  { ...usual, name: "log-normal, a fifth in control", control: 0.2, took: logNormal },
  { ...usual, name: "log-normal, few", ratePerS: 20, lastsMs: 10_000, took: logNormal },
  {
    ...usual,
    name: "stalls that hit one block in ten, and a third of them fails",
    took: (random, _at, moment) => logNormal(random) + (moment < 0.1 ? 1500 * random() : 0),
    fails: (_at, moment) => (moment < 0.1 ? 0.3 : 0),
  },
  { ...usual, name: "twice as slow at the end", took: (random, at) => logNormal(random) * (1 + at) },
  { ...usual, name: "heavy tails (Pareto)", took: (random) => 20 * (1 - random()) ** -1 },
  { ...usual, name: "two kinds of requests", took: (random) => logNormal(random) * (random() < 0.06 ? 10 : 1) },
];

/** Conclusions of a check of two arms: whether any of the intervals leaves out that they are alike. */
export interface ArmCheck {
  readonly differs: boolean;
  readonly worse: boolean;
}

export function simulatedArms(shape: ArmShape, change: ArmChange, random: Random): ArmCheck {
  const { ratePerS, lastsMs, control } = shape;
  const [treated, spared] = [new ArmCounts(), new ArmCounts()];
  let moment = random();
  for (let n = 0, block = 0; n < (ratePerS * lastsMs) / 1000; n++) {
    const startMs = (n * 1000) / ratePerS;
    if (Math.floor(startMs / MOMENT_MS) > block) [block, moment] = [block + 1, random()];
    const at = startMs / lastsMs;
    const isControl = random() < control;
    const tookMs = shape.took(random, at, moment) * (isControl ? 1 : (change.times ?? 1));
    const failing = FAILING + (shape.fails?.(at, moment) ?? 0) + (isControl ? 0 : (change.failing ?? 0));
    (isControl ? spared : treated).note(tookMs, lastsMs - startMs, random() < failing);
  }
  return checkOf(treated, spared);
}

/** Counts of one arm. */
class ArmCounts implements Rate {
  ended = 0;
  failed = 0;
  readonly #latency = new Histogram();

  get latency(): SparseHistogram {
    return this.#latency.toSparse();
  }

  /** @param leftMs what is still to come of the phase; a request that takes longer is in flight at its end */
  note(tookMs: number, leftMs: number, failed: boolean): void {
    this.#latency.record(Math.min(tookMs, leftMs, TIMEOUT_MS));
    if (tookMs > leftMs) return;
    this.ended++;
    this.failed += Number(failed);
  }
}

interface MeasuredArm extends Rate {
  readonly latency: SparseHistogram;
}

/** Concludes as a run would: of the median, a percentile, and the errors, each by itself. */
export function checkOf(treated: MeasuredArm, spared: MeasuredArm): ArmCheck {
  const latency = { subject: treated.latency, other: spared.latency };
  const ratios = [0.5, 0.95].map((quantile) => ratioOf(latency, quantile));
  const excess = excessOf({ subject: treated, other: spared });
  const found = [...ratios.map((one) => sideOf(one, 1)), sideOf(excess, 0)];
  return { differs: found.some((side) => side !== 0), worse: found.includes(1) };
}

function sideOf(compared: Compared | undefined, alike: number): -1 | 0 | 1 {
  if (compared === undefined) return 0;
  if (compared.low > alike) return 1;
  return compared.high < alike ? -1 : 0;
}
