import type { SampledSignal } from "../../files/experiment/sampled-signal.ts";
import type { ValueReading } from "../criteria/metric-rule.ts";
import { type Sample, SampleTrack } from "../measure/samples.ts";
import type { Plan } from "../plan/plan.ts";

/** The samples of all sampled signals of a run. */
export class SampleBoard {
  readonly #tracks: ReadonlyMap<string, { readonly signal: SampledSignal; readonly track: SampleTrack }>;

  constructor({ experiment }: Plan) {
    this.#tracks = new Map(
      experiment.signals?.map((signal) => [signal.name, { signal, track: new SampleTrack() }] as const),
    );
  }

  keepWindow(spanMs: number): void {
    for (const { track } of this.#tracks.values()) track.keepWindow(spanMs);
  }

  startPhase(atMs: number): void {
    for (const { track } of this.#tracks.values()) track.startPhase(atMs);
  }

  /** A fault went in; the first one counts. */
  faultWentIn(atMs: number): void {
    for (const { signal, track } of this.#tracks.values()) track.faultWentIn(atMs, signal.staleAfterMs);
  }

  /** Takes in the samples of a tick; most ticks have none. */
  add(atMs: number, samples: Readonly<Record<string, readonly Sample[]>> = {}): void {
    for (const [name, { track }] of this.#tracks) {
      track.add(atMs, Object.hasOwn(samples, name) ? samples[name] : undefined);
    }
  }

  /** Undefined for a signal that the experiment doesn't have. */
  read(name: string, spanMs?: number): ValueReading | undefined {
    const found = this.#tracks.get(name);
    return found && { ...found.track.read(spanMs), staleAfterMs: found.signal.staleAfterMs };
  }

  /** The time at the beginning of a sliding window, in ms, for which it isn't known that the signal was good. */
  unseenMs(name: string, spanMs: number, isGood: (value: number) => boolean): number {
    return this.#tracks.get(name)?.track.unseenMs(spanMs, isGood) ?? 0;
  }
}
