import { edgeName } from "../experiment/criterion.ts";
import type { LoadSpec } from "../experiment/experiment.ts";
import type { Edge } from "../graph/graph.ts";
import type { ReadonlyHistogram, SparseHistogram } from "../measure/histogram.ts";
import type { SignalDelta } from "../measure/signal.ts";
import { emptyDelta, mergeDeltas } from "../measure/totals.ts";
import type { SignalReading } from "../measure/window.ts";
import type { Plan } from "../plan/plan.ts";
import type { SignalStats } from "./result.ts";
import { SignalTrack, statsOf } from "./signal-track.ts";

/**
 * All signals of a run as they are now: loads, edges, and for every service what came in to it, which is the
 * sum of the edges and loads that lead there.
 */
export class SignalBoard {
  readonly loads: readonly string[];
  readonly edges: readonly Edge[];
  readonly services: readonly string[];
  readonly #tracks = new Map<string, SignalTrack>();
  readonly #incoming = new Map<string, SignalTrack>();
  readonly #scheduleLag = new SignalTrack();
  readonly #loadSpecs: readonly LoadSpec[];

  constructor({ experiment }: Plan) {
    this.#loadSpecs = experiment.loads;
    this.loads = experiment.loads.map(({ name }) => name);
    this.edges = experiment.system.graph?.edges ?? [];
    this.services = experiment.system.graph?.services.map(({ name }) => name) ?? [];
    for (const name of [...this.loads, ...this.edges.map(edgeName)]) this.#tracks.set(name, new SignalTrack());
    for (const service of this.services) this.#incoming.set(service, new SignalTrack());
  }

  keepWindow(spanMs: number): void {
    for (const track of this.#allTracks()) track.keepWindow(spanMs);
  }

  startPhase(atMs: number): void {
    for (const track of this.#allTracks()) track.startPhase(atMs);
  }

  /** What was heard since the tick before; not every signal is heard of in every tick. */
  add(atMs: number, deltas: Readonly<Record<string, SignalDelta>>, scheduleLag: SparseHistogram): void {
    for (const [name, track] of this.#tracks) addOrAdvance(track, atMs, deltas[name]);
    for (const [service, track] of this.#incoming) {
      const into = this.#deltasInto(service, deltas);
      addOrAdvance(track, atMs, into.length > 0 ? mergeDeltas(into) : undefined);
    }
    this.#scheduleLag.add(atMs, { ...emptyDelta, latency: scheduleLag });
  }

  /** How late the load was sent, in ms after its scheduled times. */
  readScheduleLag(spanMs?: number): ReadonlyHistogram | undefined {
    return this.#scheduleLag.read(spanMs)?.latency;
  }

  read(name: string, spanMs?: number): SignalReading | undefined {
    return this.#tracks.get(name)?.read(spanMs);
  }

  /** Requests that came in to a service. */
  readIncoming(service: string, spanMs?: number): SignalReading | undefined {
    return this.#incoming.get(service)?.read(spanMs);
  }

  /** What every load and edge that was heard of did, by name. */
  stats(spanMs?: number): Record<string, SignalStats> {
    const all: Record<string, SignalStats> = {};
    for (const name of this.loads) add(all, name, this.read(name, spanMs));
    for (const edge of this.edges) {
      const incoming = this.readIncoming(edge.caller, spanMs)?.started;
      add(all, edgeName(edge), this.read(edgeName(edge), spanMs), incoming);
    }
    return all;
  }

  /** What came in to every service, by name. */
  serviceStats(spanMs?: number): Record<string, SignalStats> {
    const all: Record<string, SignalStats> = {};
    for (const service of this.services) add(all, service, this.readIncoming(service, spanMs));
    return all;
  }

  *#allTracks(): Iterable<SignalTrack> {
    yield* this.#tracks.values();
    yield* this.#incoming.values();
    yield this.#scheduleLag;
  }

  #deltasInto(service: string, deltas: Readonly<Record<string, SignalDelta>>): SignalDelta[] {
    const found: SignalDelta[] = [];
    for (const edge of this.edges) {
      const delta = edge.callee === service ? deltas[edgeName(edge)] : undefined;
      if (delta) found.push(delta);
    }
    for (const load of this.#loadSpecs) {
      const delta = deltas[load.name];
      const share = shareTo(service, load);
      // A load on several services is one signal: its latencies can't be told apart, its arrivals can.
      if (delta && share > 0) found.push({ ...delta, started: delta.started * share });
    }
    return found;
  }
}

function addOrAdvance(track: SignalTrack, atMs: number, delta: SignalDelta | undefined): void {
  if (delta) track.add(atMs, delta);
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
  incoming?: number,
): void {
  if (reading && reading.spanMs > 0) all[name] = statsOf(reading, incoming);
}
