import type { HarnessReading, PartReading } from "../../src/judge/history/event.ts";
import type { SparseHistogram } from "../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import type { Random } from "../../src/values/random/random.ts";
import { driftOf, heldUpMs, letOnMs, type NoiseLevel, normal, type Stall, stallsOf } from "./noise.ts";
import type { Effect, Scenario } from "./scenario.ts";
import { sparse, Traffic } from "./traffic.ts";

export const SERVICES = ["gateway", "orders", "checkout", "pricing", "inventory", "db"];
export const EDGES = [
  "gateway -> checkout",
  "orders -> checkout",
  "checkout -> pricing",
  "checkout -> inventory",
  // Carries no HTTP, so that nothing of it is measured.
  "inventory -> db",
];
const UNMEASURED = "inventory -> db";
/** Time that a service takes itself, in ms. */
const OWN_MS: Readonly<Record<string, number>> = {
  gateway: 5,
  orders: 6,
  checkout: 8,
  pricing: 25,
  inventory: 8,
  db: 3,
};
export const LOADS = [
  { name: "shoppers", service: "gateway", share: 1 },
  { name: "history", service: "orders", share: 0.3 },
];
const TIMEOUT_MS = 10_000;
/** A service's own drift, of which no part of the harness knows: caches, its heap. */
const UNSEEN_DRIFT = 0.07;

interface Times {
  readonly faultMs: number;
  readonly undoneMs: number;
  readonly endMs: number;
}

interface Answer {
  readonly endMs: number;
  readonly failure: string | undefined;
}

/** A small system under load on a noisy machine: what ticks would say of it. */
export class SimulatedSystem {
  readonly #scenario: Scenario;
  readonly #times: Times;
  readonly #noise: NoiseLevel;
  readonly #random: Random;
  readonly #traffic = new Map<string, Traffic>();
  readonly #machineStalls: readonly Stall[];
  readonly #ownStalls: ReadonlyMap<string, readonly Stall[]>;
  readonly #harnessStalls: readonly Stall[];
  readonly #drift: readonly number[];
  readonly #unseenDrift: readonly number[];
  readonly #ratePerS: number;
  readonly #nextMs = new Map(LOADS.map(({ name }) => [name, 0] as const));
  #lags: { readonly sentMs: number; readonly lagMs: number }[] = [];

  constructor(scenario: Scenario, times: Times, ratePerS: number, noise: NoiseLevel, random: Random) {
    this.#scenario = scenario;
    this.#times = times;
    this.#noise = noise;
    this.#random = random;
    this.#ratePerS = ratePerS;
    for (const name of [...LOADS.map((load) => load.name), ...EDGES]) this.#traffic.set(name, new Traffic());
    this.#machineStalls = stallsOf(random, noise.stallsPerS, noise.stallMaxMs, times.endMs);
    this.#ownStalls = new Map(
      SERVICES.map(
        (service) => [service, stallsOf(random, noise.ownStallsPerS, noise.stallMaxMs, times.endMs)] as const,
      ),
    );
    this.#harnessStalls = harnessStalls(scenario, times, random);
    this.#drift = driftOf(random, noise.drift, times.endMs);
    this.#unseenDrift = driftOf(random, UNSEEN_DRIFT, times.endMs);
  }

  /** Signals of loads and edges in the tick that ends now, and the harness's account of itself. */
  tick(fromMs: number, nowMs: number): { signals: Record<string, SignalDelta>; harness: HarnessReading } {
    for (const { name, service, share } of LOADS) {
      let atMs = this.#nextMs.get(name) ?? 0;
      for (; atMs < nowMs; atMs += (1000 / (this.#ratePerS * share)) * (0.5 + this.#random()))
        this.#arrive(name, service, atMs);
      this.#nextMs.set(name, atMs);
    }
    const signals = Object.fromEntries(
      [...this.#traffic].map(([name, traffic]) => [name, traffic.take(nowMs)] as const),
    );
    return { signals, harness: this.#harness(fromMs, nowMs) };
  }

  #arrive(load: string, service: string, atMs: number): void {
    const freeMs = letOnMs(this.#machineStalls, atMs);
    const sentMs = this.#isHarness("load is late") ? letOnMs(this.#harnessStalls, freeMs) : freeMs;
    this.#lags.push({ sentMs, lagMs: sentMs - atMs });
    const answer = this.#serve(service, sentMs);
    const isCut = this.#isHarness("load's way fails") && within(this.#harnessStalls, atMs);
    this.#note(load, atMs, isCut ? { endMs: atMs + 30, failure: "ECONNRESET" } : answer);
  }

  /** A service does its own work, then calls what it depends on, one after the other. */
  #serve(service: string, atMs: number): Answer {
    let nowMs = this.#work(service, atMs);
    let failure: string | undefined;
    for (const edge of EDGES.filter((name) => name.startsWith(`${service} -> `))) {
      const answer = this.#call(edge, nowMs);
      nowMs = answer.endMs;
      failure ??= answer.failure;
    }
    return { endMs: nowMs, failure };
  }

  #call(edge: string, atMs: number): Answer {
    const callee = edge.split(" -> ")[1] ?? "";
    const effect = this.#effectAt(atMs, edge, callee);
    if (effect?.refused) return { endMs: atMs + 1, failure: "status 503" };
    if (this.#random() > (effect?.called ?? 1)) return { endMs: atMs + 1, failure: undefined };
    const isAftermath = atMs >= this.#times.undoneMs;
    const stalls = this.#isHarness("proxy stalls") && edge !== UNMEASURED ? this.#harnessStalls : [];
    const own = this.#serve(callee, letOnMs(stalls, atMs));
    const endMs = letOnMs(stalls, own.endMs + (effect?.delayMs ?? 0));
    const isFailing = this.#random() < (effect?.failing ?? 0);
    const answer = { endMs, failure: isFailing ? "status 503" : own.failure };
    const calls = effect !== undefined && isAftermath ? this.#scenario.retries : 1;
    for (let call = 0; call < calls && edge !== UNMEASURED; call++) this.#note(edge, atMs, answer);
    return effect?.masked ? { endMs: Math.min(endMs, atMs + 40), failure: undefined } : answer;
  }

  #work(service: string, atMs: number): number {
    const unseen = this.#unseenDrift[Math.floor(atMs / 100)] ?? 1;
    const spread = Math.exp(this.#noise.spread * normal(this.#random));
    const ownMs = (OWN_MS[service] ?? 1) * this.#slowdown(atMs) * unseen * spread;
    const endMs = atMs + ownMs;
    return (
      endMs + heldUpMs(this.#machineStalls, atMs, endMs) + heldUpMs(this.#ownStalls.get(service) ?? [], atMs, endMs)
    );
  }

  /** Factor by which everything takes longer, for all that else runs on the machine. */
  #slowdown(atMs: number): number {
    return Math.max(1, (1 + this.#noise.slower) * (this.#drift[Math.floor(atMs / 100)] ?? 1));
  }

  #effectAt(atMs: number, edge: string, callee: string): Effect | undefined {
    const { at, effect, aftermathMs } = this.#scenario;
    if (at !== edge && at !== callee) return undefined;
    return atMs >= this.#times.faultMs && atMs < this.#times.undoneMs + aftermathMs ? effect : undefined;
  }

  #note(signal: string, atMs: number, { endMs, failure }: Answer): void {
    const latencyMs = Math.min(endMs - atMs, TIMEOUT_MS);
    this.#traffic.get(signal)?.start(atMs, latencyMs, endMs - atMs > TIMEOUT_MS ? "timeout" : failure);
  }

  #harness(fromMs: number, nowMs: number): HarnessReading {
    const stalled = this.#machineStalls.filter(({ toMs }) => toMs > fromMs && toMs <= nowMs);
    const stallMs = Math.max(0, ...stalled.map((stall) => stall.toMs - stall.fromMs));
    // A processor that is shared so that all takes twice as long has everybody wait half of the time.
    const waiting = Math.min(1, 1 - 1 / this.#slowdown(nowMs) + (stallMs > 0 ? 0.3 : 0));
    const parts: Record<string, PartReading> = { machine: { waiting }, ...this.#broken(fromMs, nowMs) };
    if (stallMs >= 5) Object.assign(parts, { load: { delayMs: stallMs }, "proxy of all": { delayMs: stallMs } });
    const sent = this.#lags.filter(({ sentMs }) => sentMs <= nowMs);
    this.#lags = this.#lags.filter(({ sentMs }) => sentMs > nowMs);
    const scheduleLag: SparseHistogram = sparse(sent.map(({ lagMs }) => lagMs));
    return { scheduleLag, loopDelayMaxMs: stallMs, cpu: 0.3, parts };
  }

  /** The account of itself of the part that the scenario breaks. */
  #broken(fromMs: number, nowMs: number): Record<string, PartReading> {
    const { harness } = this.#scenario;
    if (harness === undefined || harness === "load is late") return {};
    if (harness === "load's way fails") {
      return within(this.#harnessStalls, nowMs) ? { "API server": { failing: "the API server did not answer" } } : {};
    }
    const ended = this.#harnessStalls.filter(({ toMs }) => toMs > fromMs && toMs <= nowMs);
    const delayMs = Math.max(0, ...ended.map((stall) => stall.toMs - stall.fromMs));
    return delayMs > 0 ? { "proxy of checkout": { delayMs } } : {};
  }

  #isHarness(what: Scenario["harness"]): boolean {
    return this.#scenario.harness === what;
  }
}

/** While the fault is in: proxies stall again and again, the load's way is gone for some seconds, the load comes in bursts. */
function harnessStalls({ harness }: Scenario, { faultMs, undoneMs }: Times, random: Random): Stall[] {
  if (harness === undefined) return [];
  if (harness === "load's way fails") {
    const fromMs = faultMs + random() * 2000;
    return [{ fromMs, toMs: fromMs + 2000 + random() * 4000 }];
  }
  const stalls: Stall[] = [];
  for (let atMs = faultMs + 300; atMs < undoneMs; atMs += 900 + random() * 600) {
    stalls.push({ fromMs: atMs, toMs: atMs + 300 + random() * 500 });
  }
  return stalls;
}

function within(stalls: readonly Stall[], atMs: number): boolean {
  return stalls.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
}
