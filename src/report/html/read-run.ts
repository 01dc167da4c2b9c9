import { isServiceMetric } from "../../files/experiment/sampled-signal.ts";
import type { RunEvent } from "../../judge/history/event.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { CriterionIntervals } from "../criterion-intervals.ts";
import type { Fallbacks } from "../headline.ts";
import { type Timeline, TimelineBuilder } from "./timeline.ts";

/** The part of a run's events that its result doesn't hold, and an HTML report shows. */
export interface RunReading {
  readonly timeline: Timeline;
  readonly intervals: CriterionIntervals;
  readonly undos: readonly Undo[];
  /** Time at which an abort criterion ended the fault phase; none where none did. */
  readonly abortAtMs?: number;
  /** None where no service counts them, or which ones are meant can't be told. */
  readonly fallbacks?: Fallbacks;
}

/** An undo record and its fate. */
export interface Undo {
  readonly record: UndoRecord;
  /** The fault or the remedy that it is for; none for the system itself. */
  readonly of?: string;
  readonly recordedAtMs: number;
  readonly outAtMs?: number;
  readonly by?: string;
  /** The reason of each attempt that failed. */
  readonly failures: readonly string[];
}

/** The demo's services count them so. */
const FALLBACK_COUNTER = /^fallback_answers_total(?:\{|$)/;

/**
 * Reads the events of a run, once and in order.
 * @param signals names of the loads and edges that were heard of
 */
export async function readRun(
  plan: Plan,
  signals: readonly string[],
  events: AsyncIterable<RunEvent>,
): Promise<RunReading> {
  const reader = new Reader(plan, signals);
  for await (const event of events) reader.apply(event);
  return reader.finish();
}

class Reader {
  readonly #timeline: TimelineBuilder;
  readonly #intervals: CriterionIntervals;
  readonly #undos = new Map<string, Undo>();
  readonly #fallbacks: FallbackCount | undefined;
  #abortAtMs: number | undefined;

  constructor(plan: Plan, signals: readonly string[]) {
    this.#timeline = new TimelineBuilder(signals);
    this.#intervals = new CriterionIntervals(plan);
    this.#fallbacks = fallbackCount(plan);
  }

  apply(event: RunEvent): void {
    this.#intervals.apply(event);
    switch (event.type) {
      case "phase":
        this.#fallbacks?.startPhase(event.phase === "fault");
        break;
      case "tick":
        this.#timeline.add(event.atMs, event.signals);
        this.#fallbacks?.add(event);
        break;
      case "undo-recorded": {
        const of = event.fault ?? event.remedy;
        const { record, atMs } = event;
        this.#undos.set(record.id, { record, recordedAtMs: atMs, failures: [], ...(of !== undefined && { of }) });
        break;
      }
      case "stopped":
        if (event.cause.kind === "abort") this.#abortAtMs ??= event.atMs;
        break;
      case "undone":
        this.#update(event.record, { outAtMs: event.atMs, by: event.by });
        break;
      case "recovered":
        this.#update(event.record, { by: `recover, called by ${event.person}, ${event.wall}` });
        break;
      case "undo-failed":
        this.#update(event.record, { failures: [...(this.#undos.get(event.record)?.failures ?? []), event.why] });
        break;
    }
  }

  finish(): RunReading {
    this.#intervals.finish();
    const fallbacks = this.#fallbacks?.inFaultPhase();
    return {
      timeline: this.#timeline.finish(),
      intervals: this.#intervals,
      undos: [...this.#undos.values()],
      ...(this.#abortAtMs !== undefined && { abortAtMs: this.#abortAtMs }),
      ...(fallbacks !== undefined && { fallbacks }),
    };
  }

  #update(record: string, change: Partial<Undo>): void {
    const undo = this.#undos.get(record);
    if (undo !== undefined) this.#undos.set(record, { ...undo, ...change });
  }
}

/** A counter of a service that is sampled: it only rises while the service runs. */
class FallbackCount {
  readonly #signal: string;
  readonly #service: string;
  #latest: number | undefined;
  #before: number | undefined;
  #after: number | undefined;
  #isFault = false;

  constructor(signal: string, service: string) {
    this.#signal = signal;
    this.#service = service;
  }

  startPhase(isFault: boolean): void {
    if (isFault) this.#before = this.#latest;
    else if (this.#isFault) this.#after = this.#latest;
    this.#isFault = isFault;
  }

  add({ samples }: Extract<RunEvent, { type: "tick" }>): void {
    for (const sample of samples?.[this.#signal] ?? []) {
      if ("value" in sample) this.#latest = sample.value;
    }
  }

  inFaultPhase(): Fallbacks | undefined {
    const [before, after] = [this.#before, this.#isFault ? this.#latest : this.#after];
    if (before === undefined || after === undefined || after <= before) return undefined;
    return { service: this.#service, answers: after - before };
  }
}

function fallbackCount({ experiment }: Plan): FallbackCount | undefined {
  const counters = (experiment.signals ?? [])
    .filter(isServiceMetric)
    .filter(({ metric }) => FALLBACK_COUNTER.test(metric));
  const [counter] = counters;
  // Of several, some may count the same answers.
  return counter === undefined || counters.length > 1 ? undefined : new FallbackCount(counter.name, counter.service);
}
