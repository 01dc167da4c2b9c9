import type { Random } from "../../src/values/random/random.ts";

/** A trouble of a simulated system, and so what a run of it should come to. */
export interface Scenario {
  readonly name: string;
  /** An edge, `checkout -> pricing`, or a service. */
  readonly on: string;
  /** The place of the trouble; none for a fault without effect. */
  readonly at?: string;
  readonly effect?: Effect;
  /** Time that the trouble goes on after the fault is out. */
  readonly aftermathMs: number;
  /** Calls that are made on the edge for each one while the aftermath lasts. */
  readonly retries: number;
  /** Trouble of the harness itself, if anything. */
  readonly harness?: "proxy stalls" | "load's way fails" | "load is late";
}

export interface Effect {
  readonly delayMs?: number;
  /** Share of calls, 0..1. */
  readonly failing?: number;
  /** Calls are refused, and nobody counts them. */
  readonly refused?: true;
  /** The caller answers all the same. */
  readonly masked?: true;
  /** Share of the calls that the caller still makes, 0..1: a breaker is open. */
  readonly called?: number;
}

const EDGES = ["gateway -> checkout", "checkout -> pricing", "checkout -> inventory"] as const;
const SERVICES = ["checkout", "pricing", "inventory"] as const;

type Make = (random: Random) => Omit<Scenario, "aftermathMs" | "retries"> & Partial<Scenario>;

/** Effects that nobody would call small: the limit is 300 ms, and what is near it is neither true nor false. */
const slow = (random: Random) => ({ delayMs: 450 + random() * 1500 });
const failing = (random: Random) => ({ failing: 0.35 + random() * 0.65 });

const MAKERS: readonly Make[] = [
  (random) => ({ name: "no effect", on: pick(random, EDGES) }),
  (random) => ({ name: "no effect on a service", on: pick(random, SERVICES) }),
  (random) => onTarget("slow edge", pick(random, EDGES), slow(random)),
  (random) => onTarget("failing edge", pick(random, EDGES), failing(random)),
  (random) =>
    onTarget("slow edge, masked", pick(random, EDGES.slice(1)), { delayMs: 150 + random() * 900, masked: true }),
  (random) =>
    onTarget("slow edge behind a breaker", pick(random, EDGES.slice(1)), {
      ...slow(random),
      masked: true,
      called: 0.03 + random() * 0.2,
    }),
  (random) => onTarget("slow service", pick(random, SERVICES), slow(random)),
  (random) => onTarget("failing service", pick(random, SERVICES), failing(random)),
  (random) => ({ name: "slow database", on: "db", at: "inventory -> db", effect: slow(random) }),
  () => onTarget("edge down", "checkout -> pricing", { refused: true }),
  (random) => ({
    ...onTarget("slow to come back", pick(random, EDGES), slow(random)),
    aftermathMs: 1000 + random() * 2000,
  }),
  (random) => ({
    ...onTarget("metastable", "checkout -> pricing", slow(random)),
    aftermathMs: Number.POSITIVE_INFINITY,
    retries: 3,
  }),
  (random) => ({
    ...onTarget("stays broken", "checkout -> pricing", failing(random)),
    aftermathMs: Number.POSITIVE_INFINITY,
  }),
  (random) => ({
    name: "trouble elsewhere",
    on: "checkout -> inventory",
    at: "checkout -> pricing",
    effect: slow(random),
  }),
  (random) => ({ name: "proxy stalls", on: pick(random, EDGES), harness: "proxy stalls" }),
  (random) => ({ name: "load's way fails", on: pick(random, EDGES), harness: "load's way fails" }),
  (random) => ({ name: "load is late", on: pick(random, EDGES), harness: "load is late" }),
];

/** Number of scenarios. */
export const SCENARIOS = MAKERS.length;

/** The scenario for the nth of many systems: each in turn. */
export function scenarioOf(nth: number, random: Random): Scenario {
  const make = MAKERS[nth % MAKERS.length] as Make;
  return { aftermathMs: 0, retries: 1, ...make(random) };
}

function onTarget(name: string, target: string, effect: Effect) {
  return { name, on: target, at: target, effect };
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}
