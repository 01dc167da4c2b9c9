import { type Criterion, signalName } from "../files/experiment/criterion.ts";
import type { PhaseName, RunEvent } from "../judge/history/event.ts";
import type { JudgedCriterion } from "../judge/history/result.ts";
import { quantileInterval } from "../judge/measure/quantile-interval.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import type { Interval } from "../judge/measure/wilson.ts";
import { SignalWindow } from "../judge/measure/window.ts";
import type { Plan } from "../judge/plan/plan.ts";

/** The intervals in which percentiles may lie that criteria speak of. Those that are judged over a whole phase have one. */
export class CriterionIntervals {
  readonly #found = new Map<string, Interval>();
  readonly #criteria: Readonly<Partial<Record<PhaseName, readonly Criterion[]>>>;
  readonly #windows = new Map<string, SignalWindow>();
  #phase: PhaseName = "up";

  constructor({ experiment }: Plan) {
    this.#criteria = {
      baseline: experiment.steadyState.filter(isOverItsPhase),
      fault: experiment.expect.filter(isOverItsPhase),
    };
    for (const criterion of [...(this.#criteria.baseline ?? []), ...(this.#criteria.fault ?? [])]) {
      this.#windows.set(signalName(criterion.signal), new SignalWindow());
    }
  }

  /** Takes the next event of the run. */
  apply(event: RunEvent): void {
    if (event.type === "phase") this.#startPhase(event.atMs, event.phase);
    else if (event.type === "tick") this.#add(event.atMs, event.signals);
  }

  #startPhase(atMs: number, phase: PhaseName): void {
    this.finish();
    this.#phase = phase;
    for (const window of this.#windows.values()) window.clear(atMs);
  }

  #add(atMs: number, signals: Readonly<Record<string, SignalDelta>>): void {
    for (const [name, window] of this.#windows) {
      const delta = Object.hasOwn(signals, name) ? signals[name] : undefined;
      if (delta !== undefined) window.add(atMs, delta);
    }
  }

  /** Ends the phase that is on. */
  finish(): void {
    for (const criterion of this.#criteria[this.#phase] ?? []) {
      const { metric, signal } = criterion;
      const reading = this.#windows.get(signalName(signal))?.read();
      if (metric.kind !== "quantile" || reading === undefined || reading.opaque > 0) continue;
      const interval = quantileInterval(reading.latency, metric.quantile);
      if (interval !== undefined) this.#found.set(keyOf(criterion, this.#phase), interval);
    }
    this.#phase = "down";
  }

  /** The interval of a criterion, in ms; undefined where there is none. */
  of(criterion: JudgedCriterion): Interval | undefined {
    const { role, judgement } = criterion;
    if (role === "abort" || judgement.measured === undefined) return undefined;
    return this.#found.get(keyOf(criterion, role === "expect" ? "fault" : "baseline"));
  }
}

/** Reads them out of a run's events. */
export async function readIntervals(plan: Plan, events: AsyncIterable<RunEvent>): Promise<CriterionIntervals> {
  const intervals = new CriterionIntervals(plan);
  for await (const event of events) intervals.apply(event);
  intervals.finish();
  return intervals;
}

function isOverItsPhase({ metric, overMs, forMs }: Criterion): boolean {
  return metric.kind === "quantile" && overMs === undefined && forMs === undefined;
}

function keyOf({ text }: Criterion, phase: PhaseName): string {
  return `${phase} ${text}`;
}
