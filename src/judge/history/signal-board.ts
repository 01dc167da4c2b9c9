import { armSignals } from "../../files/experiment/arm-signals.ts";
import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import { loadSignals } from "../../files/experiment/steps.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { SignalDelta } from "../measure/signal.ts";
import { emptyDelta, mergeDeltas } from "../measure/totals.ts";
import type { SignalReading } from "../measure/window.ts";
import type { Plan } from "../plan/plan.ts";
import { ConnectionLog } from "./connection-log.ts";
import type { Meddling } from "./meddling.ts";
import type { SignalStats } from "./result.ts";
import { type CallsOfRequests, SignalTrack, statsOf } from "./signal-track.ts";
import { UncountedEdges } from "./uncounted-edges.ts";
import type { WindowPoint } from "./window-series.ts";

/**
 * All signals of a run as they are now: loads, edges, and for every service what came in to it, which is the
 * sum of the edges and loads that lead there.
 */
export class SignalBoard {
  /** Signals of loads: one each, and of loads of visits, and of those in two arms, more. */
  readonly loads: readonly string[];
  readonly edges: readonly Edge[];
  readonly services: readonly string[];
  readonly uncounted: UncountedEdges;
  readonly #connections = new ConnectionLog();
  /** Signals of loads that do so. */
  readonly #tryAgain: ReadonlySet<string>;
  /** Loads that keep some. */
  readonly #sessions: ReadonlySet<string>;
  #nowMs = 0;
  readonly #tracks = new Map<string, SignalTrack>();
  readonly #incoming = new Map<string, SignalTrack>();
  readonly #into: ReadonlyMap<string, readonly Inflow[]>;
  readonly #latest = new Map<string, SignalDelta>();

  constructor(plan: Plan) {
    const { experiment } = plan;
    this.uncounted = new UncountedEdges(plan);
    this.loads = loadSignals(experiment);
    const retrying = experiment.loads.filter(({ retry }) => retry !== undefined);
    this.#tryAgain = new Set(retrying.flatMap(({ name }) => [name, ...armSignals(name)]));
    const ofSessions = experiment.loads.filter(({ sessions }) => sessions !== undefined);
    this.#sessions = new Set(ofSessions.map(({ name }) => name));
    this.edges = experiment.system.graph?.edges ?? [];
    this.services = experiment.system.graph?.services.map(({ name }) => name) ?? [];
    for (const name of [...this.loads, ...this.edges.map(edgeName)]) this.#tracks.set(name, new SignalTrack());
    for (const service of this.services) this.#incoming.set(service, new SignalTrack());
    this.#into = new Map(
      this.services.map((service) => [service, inflowTo(service, this.edges, experiment.loads)] as const),
    );
  }

  keepWindow(spanMs: number): void {
    for (const track of this.#allTracks()) track.keepWindow(spanMs);
  }

  startPhase(atMs: number): void {
    this.#connections.startPhase();
    for (const track of this.#allTracks()) track.startPhase(atMs);
  }

  /** A fault goes in or out: no short window covers what was before and what comes now. */
  cut(atMs: number): void {
    for (const track of this.#allTracks()) track.cut(atMs);
  }

  /** The short windows of a load or an edge that lie between the two times. */
  windows(name: string, fromMs: number, toMs: number): WindowPoint[] {
    return this.#tracks.get(name)?.windows(fromMs, toMs) ?? [];
  }

  /** The short windows of what came in to a service. */
  incomingWindows(service: string, fromMs: number, toMs: number): WindowPoint[] {
    return this.#incoming.get(service)?.windows(fromMs, toMs) ?? [];
  }

  /** Takes in the deltas since the tick before; not every signal is heard of in every tick. */
  add(atMs: number, deltas: Readonly<Record<string, SignalDelta>>, meddling?: Meddling): void {
    this.#nowMs = atMs;
    for (const [name, track] of this.#tracks) addOrAdvance(track, atMs, deltas[name], meddling);
    for (const [service, track] of this.#incoming) {
      const into = this.#deltasInto(service, deltas);
      addOrAdvance(track, atMs, into.length > 0 ? mergeDeltas(into) : undefined, meddling);
    }
    for (const [name, delta] of Object.entries(deltas)) this.#latest.set(name, delta);
    this.#connections.add(deltas);
  }

  read(name: string, spanMs?: number): SignalReading | undefined {
    return this.#tracks.get(name)?.read(spanMs);
  }

  /** The fault that kept some of an edge's calls in the window from being counted; undefined where all were. */
  hiddenBy(edge: string, spanMs?: number): string | undefined {
    return this.uncounted.hiddenBy(edge, this.#nowMs - (this.read(edge, spanMs)?.spanMs ?? 0));
  }

  /** Requests that came in to a service. */
  readIncoming(service: string, spanMs?: number): SignalReading | undefined {
    return this.#incoming.get(service)?.read(spanMs);
  }

  /** Figures of every load and edge that was heard of, by name; those of connections over a whole phase alone. */
  stats(spanMs?: number): Record<string, SignalStats> {
    const all: Record<string, SignalStats> = {};
    for (const name of this.loads) {
      const reading = this.read(name, spanMs);
      add(all, name, reading, reading && this.#attemptsOf(name, reading));
      const stats = all[name];
      if (stats && reading && this.#sessions.has(name)) all[name] = { ...stats, attemptsPerS: attemptsPerS(reading) };
    }
    for (const edge of this.edges) {
      const name = edgeName(edge);
      const incoming = this.readIncoming(edge.caller, spanMs);
      const reading = this.read(name, spanMs);
      const calls =
        reading && incoming?.opaque === 0 ? { calls: reading.started, requests: incoming.started } : undefined;
      add(all, name, reading, calls, this.hiddenBy(name, spanMs));
      const stats = all[name];
      if (stats && spanMs === undefined) all[name] = { ...stats, ...this.#connections.statsOf(name) };
    }
    return all;
  }

  /** Figures of the requests that came in to every service, by name. */
  serviceStats(spanMs?: number): Record<string, SignalStats> {
    const all: Record<string, SignalStats> = {};
    for (const service of this.services) add(all, service, this.readIncoming(service, spanMs));
    return all;
  }

  /** Undefined for a load that doesn't try again. */
  #attemptsOf(load: string, { started, retries }: SignalReading): CallsOfRequests | undefined {
    return this.#tryAgain.has(load) ? { calls: started + retries, requests: started } : undefined;
  }

  *#allTracks(): Iterable<SignalTrack> {
    yield* this.#tracks.values();
    yield* this.#incoming.values();
  }

  /** Of everything that leads to the service, once any of it was heard of. */
  #deltasInto(service: string, deltas: Readonly<Record<string, SignalDelta>>): SignalDelta[] {
    const into = this.#into.get(service) ?? [];
    if (!into.some(({ name }) => deltas[name])) return [];
    return into.map(({ name, share }) => shareOf(deltas[name] ?? this.#stillInFlight(name), share));
  }

  /** A signal that wasn't heard of this time has in flight what it had before, and hides what it hid. */
  #stillInFlight(name: string): SignalDelta {
    const { inFlight, ages, opaque = 0 } = this.#latest.get(name) ?? emptyDelta;
    return { ...emptyDelta, inFlight, ages, ...(opaque > 0 && { opaque }) };
  }
}

interface Inflow {
  readonly name: string;
  /** Of the signal's requests, how many come in: 0..1. */
  readonly share: number;
}

function inflowTo(service: string, edges: readonly Edge[], loads: readonly LoadSpec[]): Inflow[] {
  return [
    ...edges.filter(({ callee }) => callee === service).map((edge) => ({ name: edgeName(edge), share: 1 })),
    ...loads.flatMap((load) => inflowOf(load, service)),
  ];
}

/** Of visits, each step is counted by itself: how many come so far depends on how they fare. */
function inflowOf(load: LoadSpec, service: string): Inflow[] {
  if (load.steps !== undefined) {
    return load.steps.flatMap(({ name }, index) =>
      load.requests[index]?.service === service ? [{ name: `${load.name}-${name}`, share: 1 }] : [],
    );
  }
  const share = load.requests.length > 0 ? shareTo(service, load) : Number(load.command?.service === service);
  return share > 0 ? [{ name: load.name, share }] : [];
}

/**
 * A load on several services is one signal: its latencies can't be told apart, its requests can. What is sent again comes
 * in again; how it ended is told of the request alone. Of sessions, what comes in are the attempts to open them.
 */
function shareOf({ retries = 0, attempts, ...delta }: SignalDelta, share: number): SignalDelta {
  const started = attempts ?? delta.started + retries;
  if (share === 1) return { ...delta, started };
  const { ended, failed, statuses = {} } = delta;
  const shared = Object.entries(statuses).map(([status, count]) => [status, count * share] as const);
  return {
    ...delta,
    started: started * share,
    ended: ended * share,
    failed: failed * share,
    statuses: Object.fromEntries(shared),
  };
}

/** Of a reading that covers some time. */
function attemptsPerS({ attempts, spanMs }: SignalReading): number {
  return (attempts / spanMs) * 1000;
}

function addOrAdvance(track: SignalTrack, atMs: number, delta: SignalDelta | undefined, meddling?: Meddling): void {
  if (delta) track.add(atMs, delta, meddling);
  else track.advance(atMs);
}

function shareTo(service: string, load: LoadSpec): number {
  let all = 0;
  let there = 0;
  for (const request of load.requests) {
    all += request.weight;
    if (request.service === service) there += request.weight;
  }
  return there / all;
}

function add(
  all: Record<string, SignalStats>,
  name: string,
  reading: SignalReading | undefined,
  calls?: CallsOfRequests,
  hiddenBy?: string,
): void {
  if (!reading || reading.spanMs === 0) return;
  all[name] = hiddenBy === undefined ? statsOf(reading, calls) : { ...statsOf(reading), uncounted: hiddenBy };
}
