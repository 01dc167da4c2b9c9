import type { Random } from "../../src/values/random/random.ts";

/** Disturbance that a machine adds to what runs on it. Times in ms. */
export interface NoiseLevel {
  readonly name: string;
  /** Spread of a request's own time: sigma of a lognormal. */
  readonly spread: number;
  /** Slowdown of everything on average, as a factor above 1. */
  readonly slower: number;
  /** Stalls of the whole machine, a second. */
  readonly stallsPerS: number;
  /** The longest that a stall may be. */
  readonly stallMaxMs: number;
  /** Stalls of a single service, a second: garbage collection, a lock. */
  readonly ownStallsPerS: number;
  /** Drift of the load on the machine, over some five seconds. */
  readonly drift: number;
}

export const NOISE_LEVELS: readonly NoiseLevel[] = [
  {
    name: "quiet",
    spread: 0.15,
    slower: 0,
    stallsPerS: 0.02,
    stallMaxMs: 100,
    ownStallsPerS: 0.01,
    drift: 0.03,
  },
  {
    name: "1 loop a core",
    spread: 0.3,
    slower: 0.3,
    stallsPerS: 0.3,
    stallMaxMs: 400,
    ownStallsPerS: 0.03,
    drift: 0.15,
  },
  {
    name: "2 loops a core",
    spread: 0.4,
    slower: 0.6,
    stallsPerS: 0.6,
    stallMaxMs: 900,
    ownStallsPerS: 0.05,
    drift: 0.25,
  },
  {
    name: "4 loops a core",
    spread: 0.5,
    slower: 1,
    stallsPerS: 1,
    stallMaxMs: 2000,
    ownStallsPerS: 0.1,
    drift: 0.4,
  },
];

/** A time in which something stands still. */
export interface Stall {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stalls that come by chance, each as long as a heavy tail has it: most are short, a few are not. */
export function stallsOf(random: Random, perS: number, maxMs: number, untilMs: number): Stall[] {
  const stalls: Stall[] = [];
  for (let atMs = gap(random, perS); atMs < untilMs; atMs += gap(random, perS)) {
    const lengthMs = Math.min(maxMs, 15 / (1 - random()) ** (1 / 1.2));
    stalls.push({ fromMs: atMs, toMs: atMs + lengthMs });
    // Where one is, another is near.
    if (random() < 0.3) stalls.push({ fromMs: atMs + 2 * lengthMs, toMs: atMs + 3 * lengthMs });
  }
  return stalls.sort((a, b) => a.fromMs - b.fromMs);
}

function gap(random: Random, perS: number): number {
  return perS === 0 ? Number.POSITIVE_INFINITY : (-Math.log(1 - random()) / perS) * 1000;
}

/** Delay in ms that those stalls add to something that ends at `atMs`. */
export function heldUpMs(stalls: readonly Stall[], fromMs: number, atMs: number): number {
  let endMs = atMs;
  for (const stall of stalls) {
    if (stall.fromMs > endMs) break;
    if (stall.toMs > fromMs && stall.fromMs <= endMs) endMs += stall.toMs - Math.max(stall.fromMs, fromMs);
  }
  return endMs - atMs;
}

/** Time at which something that comes along during a stall is let on. */
export function letOnMs(stalls: readonly Stall[], atMs: number): number {
  return stalls.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.toMs ?? atMs;
}

/** A standard normal number. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A slow walk about 1, a step for every 100 ms. */
export function driftOf(random: Random, sigma: number, untilMs: number): number[] {
  const steps: number[] = [];
  let state = normal(random) * sigma;
  for (let atMs = 0; atMs <= untilMs; atMs += 100) {
    state = state * 0.98 + normal(random) * sigma * 0.2;
    steps.push(Math.exp(state));
  }
  return steps;
}
