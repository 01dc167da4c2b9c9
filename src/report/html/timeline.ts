import { Histogram, type SparseHistogram } from "../../judge/measure/histogram.ts";
import type { SignalDelta } from "../../judge/measure/signal.ts";
import { addSparse } from "../../judge/measure/sparse.ts";

/** Length of the shortest bins. */
const SHORTEST_MS = 500;
/** Bins of all signals together that a page holds, some 40 bytes each. */
const MOST_POINTS = 30_000;
/** Bins of one signal; a screen shows fewer. */
const MOST_BINS = 5000;

/** A signal over a bin. */
export interface Bin {
  /** The part of it in which the signal was heard of. */
  readonly heardMs: number;
  readonly ended: number;
  readonly failed: number;
  /** Of those that ended. */
  readonly latency: SparseHistogram;
  /** Of those in flight at its end, the age that they had. */
  readonly ages: SparseHistogram;
  /** True where some of its calls could not be seen. */
  readonly isOpaque: boolean;
  /** Over the shortest bins that it is made of. */
  readonly lowestPerS: number;
  readonly highestPerS: number;
  readonly worstErrors: number;
  readonly worstP99Ms: number;
}

/** A signal in bins, one after the other; none where it was not heard of. */
export type Bins = readonly (Bin | undefined)[];

/** All signals of a run in bins of one length. The first begins at 0. */
export interface Timeline {
  readonly binMs: number;
  /** True where bins are made of shorter ones, whose extremes they keep. */
  readonly isJoined: boolean;
  readonly signals: ReadonlyMap<string, Bins>;
}

/**
 * Folds ticks into bins. They get longer as a run does, two becoming one, so that there are never more than a page can hold;
 * percentiles are of all that is in a bin, never of percentiles.
 */
export class TimelineBuilder {
  readonly #open = new Map<string, OpenBin>();
  readonly #closed = new Map<string, (Bin | undefined)[]>();
  readonly #mostBins: number;
  #binMs = SHORTEST_MS;
  /** Number of bins that are closed. */
  #count = 0;
  #shortestEndMs = SHORTEST_MS;

  /** @param signals names of the loads and edges */
  constructor(signals: readonly string[]) {
    const share = Math.floor(MOST_POINTS / Math.max(1, signals.length));
    this.#mostBins = Math.max(2, Math.min(MOST_BINS, share - (share % 2)));
    for (const name of signals) {
      this.#open.set(name, new OpenBin());
      this.#closed.set(name, []);
    }
  }

  /** Takes in what happened between the tick before and the one at `atMs`. */
  add(atMs: number, signals: Readonly<Record<string, SignalDelta>>): void {
    this.#advance(atMs);
    for (const [name, open] of this.#open) {
      const delta = Object.hasOwn(signals, name) ? signals[name] : undefined;
      if (delta !== undefined) open.add(delta);
    }
  }

  /** The bins. The last of the shortest is left out: it isn't whole. */
  finish(): Timeline {
    for (const open of this.#open.values()) open.drop();
    this.#close();
    return { binMs: this.#binMs, isJoined: this.#binMs > SHORTEST_MS, signals: this.#closed };
  }

  #advance(atMs: number): void {
    if (atMs < this.#shortestEndMs) return;
    for (const open of this.#open.values()) open.closeShortest();
    while (atMs >= (this.#count + 1) * this.#binMs) this.#close();
    this.#shortestEndMs = (Math.floor(atMs / SHORTEST_MS) + 1) * SHORTEST_MS;
  }

  #close(): void {
    for (const [name, bins] of this.#closed) bins.push(this.#open.get(name)?.close());
    this.#count += 1;
    if (this.#count >= this.#mostBins && this.#count % 2 === 0) this.#halve();
  }

  #halve(): void {
    for (const [name, bins] of this.#closed) {
      this.#closed.set(
        name,
        bins.flatMap((bin, at) => (at % 2 === 0 ? [joinBins(bin, bins[at + 1])] : [])),
      );
    }
    this.#count /= 2;
    this.#binMs *= 2;
  }
}

/** A bin that is being filled, one of the shortest after the other. */
class OpenBin {
  readonly #latency = new Histogram();
  #ended = 0;
  #failed = 0;
  #ages: SparseHistogram = [];
  #isOpaque = false;
  #isHeard = false;
  #whole: Bin | undefined;

  add(delta: SignalDelta): void {
    this.#isHeard = true;
    this.#latency.add(delta.latency);
    this.#ended += delta.ended;
    this.#failed += delta.failed;
    this.#ages = delta.ages;
    this.#isOpaque ||= (delta.opaque ?? 0) > 0;
  }

  closeShortest(): void {
    if (!this.#isHeard) return;
    this.#whole = joinBins(this.#whole, this.#read());
    this.drop();
  }

  /** Forgets what came since the last of the shortest bins was closed. */
  drop(): void {
    this.#latency.clear();
    this.#ended = 0;
    this.#failed = 0;
    this.#isOpaque = false;
    this.#isHeard = false;
  }

  /** The whole bin, of what was closed; undefined where nothing was heard of the signal. */
  close(): Bin | undefined {
    const whole = this.#whole;
    this.#whole = undefined;
    return whole;
  }

  #read(): Bin {
    const latency = this.#latency.toSparse();
    const perS = (this.#ended / SHORTEST_MS) * 1000;
    this.#latency.add(this.#ages);
    return {
      heardMs: SHORTEST_MS,
      ended: this.#ended,
      failed: this.#failed,
      latency,
      ages: this.#ages,
      isOpaque: this.#isOpaque,
      lowestPerS: perS,
      highestPerS: perS,
      worstErrors: this.#ended > 0 ? this.#failed / this.#ended : 0,
      worstP99Ms: this.#latency.quantileMs(0.99) ?? 0,
    };
  }
}

/** Two bins, the second right after the first, as one. */
export function joinBins(first: Bin | undefined, second: Bin | undefined): Bin | undefined {
  if (first === undefined || second === undefined) return second ?? first;
  return {
    heardMs: first.heardMs + second.heardMs,
    ended: first.ended + second.ended,
    failed: first.failed + second.failed,
    latency: addSparse(first.latency, second.latency),
    ages: second.ages,
    isOpaque: first.isOpaque || second.isOpaque,
    lowestPerS: Math.min(first.lowestPerS, second.lowestPerS),
    highestPerS: Math.max(first.highestPerS, second.highestPerS),
    worstErrors: Math.max(first.worstErrors, second.worstErrors),
    worstP99Ms: Math.max(first.worstP99Ms, second.worstP99Ms),
  };
}

/** Latencies in a bin: of all that ended in it, and of those in flight at its end with the age that they had. */
export function latenciesOf(bin: Bin): SparseHistogram {
  return addSparse(bin.latency, bin.ages);
}
