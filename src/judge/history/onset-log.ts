import { changeInWords } from "./change-in-words.ts";
import { looksDegraded } from "./degraded.ts";
import type { SignalStats } from "./result.ts";

/** The sliding window that an onset is seen in. */
export const ONSET_WINDOW_MS = 1000;
/** Duration from which on an episode is described: then its window holds little else. */
const LASTING_MS = 500;

/** A time without a break in which a signal looked worse than in its baseline. */
interface Episode {
  readonly fromMs: number;
  toMs: number;
  evidence: string;
}

/** Log of the times at which signals began to look worse, to a tick: the order is what tells causes from sufferers. */
export class OnsetLog {
  readonly #episodes = new Map<string, Episode[]>();
  readonly #current = new Map<string, Episode>();

  /** Takes in a signal's figures over the window that ends now, beside its baseline. */
  look(atMs: number, signal: string, now: SignalStats, baseline: SignalStats): void {
    if (!looksDegraded(now, baseline)) {
      this.#current.delete(signal);
      return;
    }
    const episode = this.#current.get(signal) ?? this.#begin(atMs, signal, changeInWords(baseline, now));
    episode.toMs = atMs;
    if (atMs - episode.fromMs <= LASTING_MS) episode.evidence = changeInWords(baseline, now);
  }

  /** The first episode that overlaps the time between the two. */
  during(signal: string, fromMs: number, toMs: number): Readonly<Episode> | undefined {
    return this.#episodes.get(signal)?.find((episode) => episode.fromMs < toMs && episode.toMs > fromMs);
  }

  #begin(atMs: number, signal: string, evidence: string): Episode {
    const episode = { fromMs: atMs, toMs: atMs, evidence };
    this.#episodes.set(signal, [...(this.#episodes.get(signal) ?? []), episode]);
    this.#current.set(signal, episode);
    return episode;
  }
}
