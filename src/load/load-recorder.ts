import { armSignal } from "../files/experiment/arm-signals.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import { type Arm, type ArmSplit, arms } from "../values/arms.ts";
import { SignalRecorder } from "./signal-recorder.ts";
import type { Traceparent } from "./traceparents.ts";

/** A request of a load, as far as it matters to what counts it. */
export interface CountedRequest {
  readonly scheduledMs: number;
  /** Undefined where it goes out without. */
  readonly traceparent: Traceparent | undefined;
}

interface Counts {
  readonly signal: SignalRecorder;
  /** Sent since the last call of `take`. */
  retries: number;
}

/** Counts what a load does, and once more for each of its arms where it is in two: the arms of all that it counts then have a trace. */
export class LoadRecorder {
  readonly #load: string;
  readonly #split: ArmSplit | undefined;
  readonly #all: Counts = { signal: new SignalRecorder(), retries: 0 };
  readonly #arms: Readonly<Record<Arm, Counts>> = {
    treated: { signal: new SignalRecorder(), retries: 0 },
    control: { signal: new SignalRecorder(), retries: 0 },
  };

  constructor(load: string, split: ArmSplit | undefined) {
    this.#load = load;
    this.#split = split;
  }

  started(traceparent: Traceparent | undefined): void {
    this.#all.signal.started();
    this.#ofArm(traceparent)?.signal.started();
  }

  /** One was sent again. */
  retried(traceparent: Traceparent | undefined): void {
    this.#all.retries++;
    const own = this.#ofArm(traceparent);
    if (own !== undefined) own.retries++;
  }

  /** One that was sent ended; `status` is 0 when no answer began, `failure` is its reason if it failed. */
  ended(traceparent: Traceparent | undefined, latencyMs: number, status: number, failure: string | undefined): void {
    this.#all.signal.ended(latencyMs, status, failure);
    this.#ofArm(traceparent)?.signal.ended(latencyMs, status, failure);
  }

  /** One could not be sent. */
  refused(traceparent: Traceparent | undefined, failure: string): void {
    this.#all.signal.refused(failure);
    this.#ofArm(traceparent)?.signal.refused(failure);
  }

  /** Takes the counts of all since the last call. @param countsRetries for a load that tries again */
  take(inFlight: readonly CountedRequest[], nowMs: number, countsRetries: boolean): SignalDelta {
    return takeFrom(this.#all, inFlight, nowMs, countsRetries);
  }

  /** The same for the signals of its arms, by their names; none where it isn't in two. */
  takeArms(inFlight: readonly CountedRequest[], nowMs: number, countsRetries: boolean): Record<string, SignalDelta> {
    const split = this.#split;
    if (split === undefined) return {};
    const taken = arms.map((arm) => {
      const own = inFlight.filter(({ traceparent }) => traceparent?.arm(split) === arm);
      return [armSignal(this.#load, arm), takeFrom(this.#arms[arm], own, nowMs, countsRetries)] as const;
    });
    return Object.fromEntries(taken);
  }

  /** The counts of the arm that a request is in; undefined where the load isn't in two. */
  #ofArm(traceparent: Traceparent | undefined): Counts | undefined {
    return this.#split && traceparent && this.#arms[traceparent.arm(this.#split)];
  }
}

function takeFrom(
  counts: Counts,
  inFlight: readonly CountedRequest[],
  nowMs: number,
  countsRetries: boolean,
): SignalDelta {
  const since = inFlight.map(({ scheduledMs }) => scheduledMs);
  const delta = counts.signal.take(since, nowMs);
  const { retries } = counts;
  counts.retries = 0;
  return countsRetries ? { ...delta, retries } : delta;
}
