import { type ReadSample, SignalSpecError } from "../clients/sampling/read-sample.ts";
import type { SampledSignal } from "../files/experiment/sampled-signal.ts";
import type { Sample } from "../judge/measure/samples.ts";
import type { Cancel, Clock } from "../values/clock/clock.ts";
import { untilAborted, withDeadline } from "../values/clock/deadline.ts";

/** A query that takes longer is given up; the next one may fare better. */
const QUERY_DEADLINE_MS = 5000;

/**
 * Reads every sampled signal of a run again and again. A reading that fails is a sample that is missing, with the
 * reason; one that takes longer than its turn skips the next turns.
 */
export class SignalPoller {
  readonly #signals: readonly SampledSignal[];
  readonly #read: ReadSample;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<string>();
  #cancels: readonly Cancel[] = [];
  #taken: { readonly name: string; readonly atMs: number; readonly result: { value: number } | { missing: string } }[] =
    [];

  constructor(signals: readonly SampledSignal[], read: ReadSample, clock: Clock) {
    this.#signals = signals;
    this.#read = read;
    this.#clock = clock;
  }

  /**
   * Reads each signal once, then goes on doing so in the background.
   * @throws SignalSpecError when one of them could never be read; nothing goes on then.
   */
  async start(): Promise<void> {
    const wrong = await Promise.all(this.#signals.map((signal) => this.#poll(signal)));
    const error = wrong.find((each) => each !== undefined);
    if (error !== undefined) throw error;
    if (this.#stop.signal.aborted) return;
    this.#cancels = this.#signals.map((signal) =>
      this.#clock.every(signal.everyMs, () => {
        if (!this.#underWay.has(signal.name)) void this.#poll(signal);
      }),
    );
  }

  /** Ends what is under way, too. */
  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#stop.abort(new Error("the run is over"));
  }

  /** Takes the samples since it was called before, by signal. Undefined when nothing did. */
  take(): Readonly<Record<string, readonly Sample[]>> | undefined {
    if (this.#taken.length === 0) return undefined;
    const nowMs = this.#clock.nowMs();
    const samples: Record<string, Sample[]> = {};
    for (const { name, atMs, result } of this.#taken) {
      samples[name] ??= [];
      samples[name].push({ ageMs: nowMs - atMs, ...result });
    }
    this.#taken = [];
    return samples;
  }

  /** Never rejects. Resolves with what is wrong with the signal itself, which can't mend with time. */
  async #poll(signal: SampledSignal): Promise<SignalSpecError | undefined> {
    const { name } = signal;
    const atMs = this.#clock.nowMs();
    this.#underWay.add(name);
    try {
      const value = await this.#readOnce(signal);
      this.#taken.push({ name, atMs, result: { value } });
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      this.#taken.push({ name, atMs, result: { missing: error instanceof Error ? error.message : String(error) } });
      if (error instanceof SignalSpecError) return error;
    } finally {
      this.#underWay.delete(name);
    }
    return undefined;
  }

  /** An answer that comes when it is stale already is of no use. */
  #readOnce(signal: SampledSignal): Promise<number> {
    return readOnce(signal, this.#read, this.#clock, this.#stop.signal);
  }
}

/**
 * Reads a signal once, within its deadline, and no longer than until `stop` aborts.
 * @throws what the reading threw; an Error when it took too long
 */
export function readOnce(signal: SampledSignal, read: ReadSample, clock: Clock, stop: AbortSignal): Promise<number> {
  const deadlineMs = Math.min(QUERY_DEADLINE_MS, signal.staleAfterMs);
  return withDeadline(clock, deadlineMs, (late) => untilAborted(read(signal, AbortSignal.any([late, stop])), stop));
}
