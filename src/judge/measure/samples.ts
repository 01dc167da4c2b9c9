import { type Firing, FiringTrack } from "./firing.ts";

/** The outcome of one reading of a sampled signal: a finite number, or why there was none. */
export type Sample = { /** Time from when it was asked for to its tick. */ readonly ageMs: number } & (
  | { readonly value: number }
  | { readonly missing: string }
);

/** Values that a sampled signal gave over a window. */
export interface SampleReading {
  /** Number of samples. */
  readonly samples: number;
  /** Of the samples in the window; none without samples. */
  readonly mean?: number;
  /**
   * The longest time without a sample, up to now. Infinity when the samples don't reach back to the beginning of a
   * sliding window.
   */
  readonly longestGapMs: number;
  /** The reason the latest attempt gave no value; none when it gave one. */
  readonly missing?: string;
  /** Since the first fault went in; none before. */
  readonly firing?: Firing;
}

interface Kept {
  readonly atMs: number;
  readonly value: number;
}

/**
 * The samples of one signal, over sliding windows and over the phase that is on. Times are ms on one clock; samples
 * come about once a second, so that a reading may look at each of them.
 */
export class SampleTrack {
  /** In order: what the longest window may ask for, and the last one before that. */
  #kept: Kept[] = [];
  #missing: string | undefined;
  #longestSpanMs = 0;
  #phaseStartMs = 0;
  #nowMs = 0;
  #firing: FiringTrack | undefined;

  /** Keeps samples for a sliding window of that length from now on. */
  keepWindow(spanMs: number): void {
    this.#longestSpanMs = Math.max(this.#longestSpanMs, spanMs);
  }

  startPhase(atMs: number): void {
    this.#phaseStartMs = atMs;
  }

  /**
   * The first fault went in.
   * @param staleAfterMs age from which on a sample from before tells nothing of then
   */
  faultWentIn(atMs: number, staleAfterMs: number): void {
    if (this.#firing !== undefined) return;
    this.#firing = new FiringTrack(atMs);
    const before = this.#kept.at(-1);
    if (before !== undefined && atMs - before.atMs <= staleAfterMs) this.#firing.add(before);
  }

  /** Takes in what came with the tick at `nowMs`, in the order in which it was asked for. */
  add(nowMs: number, samples: readonly Sample[] = []): void {
    this.#nowMs = nowMs;
    for (const sample of samples) {
      if ("value" in sample) this.#keep({ atMs: nowMs - sample.ageMs, value: sample.value });
      this.#missing = "missing" in sample ? sample.missing : undefined;
    }
    this.#drop();
  }

  /** The sliding window of that length that ends with the latest tick, or without one the phase that is on. */
  read(spanMs?: number): SampleReading {
    const fromMs = spanMs === undefined ? this.#phaseStartMs : this.#nowMs - spanMs;
    const first = this.#firstFrom(fromMs);
    const inWindow = this.#kept.slice(first);
    const before = this.#kept[first - 1];
    // A sliding window begins where nothing else does; only a sample before it tells that it is covered from there on.
    const coveredFromMs = before?.atMs ?? (spanMs === undefined ? fromMs : Number.NEGATIVE_INFINITY);
    return {
      samples: inWindow.length,
      ...(inWindow.length > 0 && { mean: meanOf(inWindow.map(({ value }) => value)) }),
      longestGapMs: longestGap([coveredFromMs, ...inWindow.map(({ atMs }) => atMs), this.#nowMs]),
      ...(this.#missing !== undefined && { missing: this.#missing }),
      ...(this.#firing && { firing: this.#firing.read() }),
    };
  }

  /**
   * The time at the beginning of the sliding window of that length, in ms, for which it isn't known that the signal was good: until its first
   * sample there, unless the one before was good.
   */
  unseenMs(spanMs: number, isGood: (value: number) => boolean): number {
    const fromMs = this.#nowMs - spanMs;
    const first = this.#firstFrom(fromMs);
    const before = this.#kept[first - 1];
    if (before !== undefined && isGood(before.value)) return 0;
    return (this.#kept[first]?.atMs ?? this.#nowMs) - fromMs;
  }

  #keep(sample: Kept): void {
    this.#kept.push(sample);
    this.#firing?.add(sample);
  }

  #drop(): void {
    const first = this.#firstFrom(Math.min(this.#phaseStartMs, this.#nowMs - this.#longestSpanMs));
    if (first > 1) this.#kept.splice(0, first - 1);
  }

  /** The place of the first sample that is in a window from then on. */
  #firstFrom(fromMs: number): number {
    const place = this.#kept.findIndex(({ atMs }) => atMs >= fromMs);
    return place === -1 ? this.#kept.length : place;
  }
}

/** Between each time and the next; there are two at least. */
function longestGap([first = 0, ...rest]: readonly number[]): number {
  let longest = 0;
  let before = first;
  for (const atMs of rest) {
    longest = Math.max(longest, atMs - before);
    before = atMs;
  }
  return longest;
}

/** Equals the values where all are equal, so that `>= 2` holds at 2; and doesn't overflow as a sum would. */
function meanOf(values: readonly number[]): number {
  return values.reduce((mean, value, index) => mean + (value / (index + 1) - mean / (index + 1)), 0);
}
