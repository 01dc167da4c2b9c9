import type { Edge } from "../../src/files/graph/graph.ts";
import type { PartReading } from "../../src/judge/history/event.ts";
import { Histogram, type SparseHistogram } from "../../src/judge/measure/histogram.ts";
import type { SignalDelta, SignalTotals } from "../../src/judge/measure/signal.ts";
import { deltaOf } from "../../src/judge/measure/totals.ts";
import type { Clock } from "../../src/values/clock/clock.ts";
import { edgeName } from "../../src/values/edge-name.ts";
import { shopGraph } from "../support/shop-graph.ts";
import type { SimulatedParams } from "./simulated-plan.ts";
import { type Fate, SimulatedTraffic } from "./simulated-traffic.ts";

/** Latency of a request on its own, in ms. */
const OWN_MS: Readonly<Record<string, number>> = {
  shoppers: 30,
  "gateway -> checkout": 25,
  "checkout -> pricing": 10,
  "checkout -> inventory": 8,
};
const GIVEN_UP_AFTER_MS = 10_000;
/** Calls that a system which feeds itself makes where it made one. */
const CALLS_WHEN_FEEDING = 3;

interface FaultIn {
  readonly on: Edge;
  readonly params: SimulatedParams;
  /** Time at which what a fault leaves behind ends by itself. */
  readonly untilMs: number;
}

export interface WorldOptions {
  readonly ratePerS: number;
  readonly timeoutMs?: number;
  /** The callers of a faulted edge answer all the same: fallbacks. */
  readonly masked?: boolean;
  /** Time that trouble goes on after its fault is out; Infinity for a system that feeds itself. */
  readonly aftermathMs?: number;
}

/** A small model of time: one load through the graph, and what the faults that are in make of it. */
export class SimulatedWorld {
  /** Faults that are in, by undo record. */
  readonly in = new Map<string, FaultIn>();
  /** Between coming up and being taken down. */
  isUp = false;
  /** Lateness with which requests are sent. */
  lagMs = 0;
  /** Hold on purpose of requests that are sent together, in each batch. */
  grainMs = 0;
  /** Stall of what sends, in each batch. */
  loadStallMs = 0;
  /** Readings of the parts of the harness in each tick. */
  parts: Readonly<Record<string, PartReading>> = {};
  /** Connections of each edge on which no calls are seen, since its proxy came up. */
  opaque: Readonly<Record<string, number>> = {};
  ratePerS: number;
  readonly #clock: Clock;
  readonly #options: WorldOptions;
  readonly #traffic: Map<string, SimulatedTraffic>;
  #aftermath: FaultIn[] = [];
  #lag = new Histogram();
  #nextArrivalMs: number | undefined;
  #nowMs = 0;
  #arrivals = 0;
  #takenTotals: SignalTotals | undefined;

  constructor(clock: Clock, options: WorldOptions) {
    this.#clock = clock;
    this.#options = options;
    this.ratePerS = options.ratePerS;
    const timeoutOf = (name: string) => (name === "shoppers" ? options.timeoutMs : undefined) ?? GIVEN_UP_AFTER_MS;
    const names = ["shoppers", ...shopGraph.edges.map(edgeName)];
    this.#traffic = new Map(names.map((name) => [name, new SimulatedTraffic(timeoutOf(name))]));
  }

  get isLoaded(): boolean {
    return this.#nextArrivalMs !== undefined;
  }

  startLoad(): void {
    this.#nextArrivalMs = this.#clock.nowMs();
  }

  stopLoad(): void {
    this.#advance();
    this.#nextArrivalMs = undefined;
  }

  putIn(record: string, on: Edge, params: SimulatedParams): void {
    this.#advance();
    this.in.set(record, { on, params, untilMs: Number.POSITIVE_INFINITY });
  }

  takeOut(record: string): void {
    this.#advance();
    const fault = this.in.get(record);
    this.in.delete(record);
    if (fault === undefined) return;
    const { aftermathMs = 0 } = this.#options;
    if (aftermathMs > 0) this.#aftermath.push({ ...fault, untilMs: this.#clock.nowMs() + aftermathMs });
    else if (fault.params.hanging) for (const traffic of this.#traffic.values()) traffic.letGo(this.#clock.nowMs());
  }

  /** Ends what faults left behind. */
  cure(): void {
    this.#advance();
    this.#aftermath = [];
  }

  edgeTotals(): Record<string, SignalTotals> {
    this.#advance();
    return Object.fromEntries(shopGraph.edges.map(edgeName).map((name) => [name, this.#totals(name)]));
  }

  /** The proxy that counts what the edges do starts anew. */
  restartCounting(): void {
    this.#advance();
    for (const edge of shopGraph.edges) this.#traffic.set(edgeName(edge), new SimulatedTraffic(GIVEN_UP_AFTER_MS));
  }

  /** Takes what the load did since it was asked before. */
  takeLoad(): { readonly delta: SignalDelta; readonly scheduleLag: SparseHistogram } {
    this.#advance();
    const totals = this.#totals("shoppers");
    const delta = deltaOf(this.#takenTotals, totals);
    this.#takenTotals = totals;
    const scheduleLag = this.#lag.toSparse();
    this.#lag = new Histogram();
    return { delta, scheduleLag };
  }

  #totals(name: string): SignalTotals {
    const traffic = this.#traffic.get(name);
    if (traffic === undefined) throw new RangeError(`no signal ${name}`);
    return { ...traffic.totals(this.#nowMs), opaque: this.opaque[name] ?? 0 };
  }

  #advance(): void {
    this.#nowMs = this.#clock.nowMs();
    while (this.#nextArrivalMs !== undefined && this.#nextArrivalMs <= this.#nowMs) {
      this.#arrive(this.#nextArrivalMs);
      this.#nextArrivalMs += 1000 / this.ratePerS;
    }
    for (const traffic of this.#traffic.values()) traffic.advance(this.#nowMs);
  }

  #arrive(atMs: number): void {
    this.#arrivals += 1;
    this.#lag.record(this.lagMs);
    this.#aftermath = this.#aftermath.filter(({ untilMs }) => untilMs > atMs);
    for (const [name, traffic] of this.#traffic) {
      const acting = [...this.in.values(), ...this.#aftermath].filter(({ on }) => this.#reaches(name, on));
      const isFeeding = acting.some((fault) => this.#aftermath.includes(fault) && edgeName(fault.on) === name);
      if (acting.some(({ on, params }) => params.refused && edgeName(on) === name)) continue;
      for (let call = 0; call < (isFeeding ? CALLS_WHEN_FEEDING : 1); call++) {
        traffic.start(atMs, this.#fate(name, acting));
      }
    }
  }

  #fate(name: string, acting: readonly FaultIn[]): Fate {
    const delayMs = acting.reduce((sum, { params }) => sum + (params.delayMs ?? 0), 0);
    const failing = Math.max(0, ...acting.map(({ params }) => (params.refused ? 1 : (params.failing ?? 0))));
    const hangs = acting.some(({ params }) => params.hanging);
    const ownMs = (OWN_MS[name] ?? 0) + (name === "shoppers" ? this.lagMs : 0);
    return {
      latencyMs: hangs ? Number.POSITIVE_INFINITY : ownMs + delayMs,
      ...(this.#arrivals % 100 < failing * 100 && { failure: "status 503" }),
    };
  }

  /** Tells whether a fault on an edge is felt on a signal: the edge itself, and all that lead to it. */
  #reaches(signal: string, on: Edge): boolean {
    if (signal === edgeName(on)) return true;
    if (this.#options.masked) return false;
    return signal === "shoppers" || (signal === "gateway -> checkout" && on.caller === "checkout");
  }
}
