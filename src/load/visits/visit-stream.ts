import type { LostAnswer } from "../../files/experiment/load-spec.ts";
import { isInRanges } from "../../files/experiment/status-range.ts";
import { type StepSpec, stepSignal, VISITS } from "../../files/experiment/steps.ts";
import type { SignalDelta } from "../../judge/measure/signal.ts";
import { seededRandom } from "../../values/random/random.ts";
import { Answer } from "../answer.ts";
import { Arrivals, type DueArrival } from "../arrivals.ts";
import { Attempts } from "../attempts.ts";
import { DueQueue } from "../due-queue.ts";
import type { Exchange } from "../exchange.ts";
import type { ResolvedLoad } from "../load.ts";
import type { StreamContext } from "../load-stream.ts";
import { mostInFlight } from "../most-in-flight.ts";
import { pacer } from "../pacer.ts";
import { type Recipe, requestRecipes } from "../request-mix.ts";
import { SignalRecorder } from "../signal-recorder.ts";
import type { Stream } from "../stream.ts";
import type { StreamSeeds } from "../stream-seeds.ts";
import { type Traceparents, traceparentsOf } from "../traceparents.ts";
import { isOfBody, type ValueTaker, valueTaker } from "./take-value.ts";
import { Visit } from "./visit.ts";

/** A step with what makes its request, what is taken of its answer, and what counts it. */
interface Step {
  readonly spec: StepSpec;
  readonly recipes: readonly Recipe[];
  readonly takers: readonly ValueTaker[];
  readonly keepsBody: boolean;
  readonly recorder: SignalRecorder;
}

/** A visit that pauses before its next step. */
interface Thinking {
  readonly visit: Visit;
  readonly dueMs: number;
}

/**
 * A load of visits: they arrive by the load's pacing, whatever became of those before. A step is due when the answer before
 * it was complete and the pause is over, and its latency counts from then. The first that fails ends its visit.
 */
export class VisitStream implements Stream {
  readonly name: string;
  readonly #load: ResolvedLoad;
  readonly #context: StreamContext;
  /** Of seeds. */
  readonly #arrivals: Arrivals<number>;
  readonly #steps: readonly Step[];
  /** Undefined for a load whose requests go out without. */
  readonly #traceparents: Traceparents | undefined;
  /** Of all requests. */
  readonly #requests = new SignalRecorder();
  readonly #visits = new SignalRecorder();
  readonly #onTheirWay = new Set<Visit>();
  readonly #thinking = new DueQueue<Thinking>();
  /** Of first steps, which are due in the order of arrivals, and of the later ones. */
  readonly #first: Attempts<Visit>;
  readonly #later: Attempts<Visit>;
  readonly #mostVisits: number;

  /** Begins at `startMs`. */
  constructor(
    load: ResolvedLoad,
    steps: readonly StepSpec[],
    context: StreamContext,
    startMs: number,
    seeds: StreamSeeds,
  ) {
    const ofVisits = seededRandom(seeds.arrivals);
    this.name = load.name;
    this.#load = load;
    this.#context = context;
    this.#arrivals = new Arrivals(
      pacer(load.pacing, seededRandom(seeds.pacing)),
      { next: () => Math.floor(ofVisits() * 2 ** 32) },
      { startMs, share: context.share, most: Infinity, forMs: load.arrivalsForMs ?? Infinity },
    );
    this.#steps = stepsOf(load, steps);
    this.#traceparents = traceparentsOf(load, context.run, seeds);
    const parts = { ...context, timeoutMs: load.timeoutMs, onEnd: this.#onEnd };
    this.#first = new Attempts(parts);
    this.#later = new Attempts(parts);
    this.#mostVisits = mostInFlight(load.maxInFlight, context.share);
  }

  nextDueMs(): number {
    return Math.min(
      this.#arrivals.nextMs,
      this.#thinking.nextDueMs(),
      this.#first.nextDeadlineMs(),
      this.#later.nextDeadlineMs(),
    );
  }

  doWhatIsDue(most: number): void {
    const { clock } = this.#context;
    const nowMs = clock.nowMs();
    this.#first.timeOut(nowMs);
    this.#later.timeOut(nowMs);
    for (let n = 0; n < most; n++) {
      const next = this.#thinking.takeDue(nowMs);
      if (next === undefined) break;
      this.#send(next.visit, next.dueMs, this.#later);
    }
    for (let n = 0; n < most && this.#arrivals.nextMs <= clock.nowMs(); n++) this.#arrive(this.#arrivals.take());
  }

  take(): SignalDelta {
    return this.#requests.take(
      this.#inFlight().map(({ scheduledMs }) => scheduledMs),
      this.#context.clock.nowMs(),
    );
  }

  takeParts(): Record<string, SignalDelta> {
    const nowMs = this.#context.clock.nowMs();
    const inFlight = this.#inFlight();
    const parts: Record<string, SignalDelta> = {};
    for (const [index, { spec, recorder }] of this.#steps.entries()) {
      const since = inFlight.filter(({ arrival }) => arrival.step === index).map(({ scheduledMs }) => scheduledMs);
      parts[stepSignal(this.name, spec.name)] = recorder.take(since, nowMs);
    }
    const since = Array.from(this.#onTheirWay, ({ sentMs = nowMs, waitedMs }) => sentMs - waitedMs);
    parts[stepSignal(this.name, VISITS)] = this.#visits.take(since, nowMs);
    return parts;
  }

  #arrive({ scheduledMs, what: seed, number }: DueArrival<number>): void {
    const visit = new Visit(number, seed);
    this.#visits.started();
    if (this.#onTheirWay.size >= this.#mostVisits) {
      this.#context.scheduleLag.record(this.#context.clock.nowMs() - scheduledMs);
      this.#refuse(visit, "overflow");
      return;
    }
    this.#onTheirWay.add(visit);
    this.#send(visit, scheduledMs, this.#first);
  }

  /** One that comes up when its time would be over is a failure, as an arrival is. */
  #send(visit: Visit, dueMs: number, attempts: Attempts<Visit>): void {
    const { clock, scheduleLag } = this.#context;
    const nowMs = clock.nowMs();
    const lagMs = nowMs - dueMs;
    scheduleLag.record(lagMs);
    if (lagMs >= this.#load.timeoutMs) {
      this.#refuse(visit, "late");
      return;
    }
    const { recipes, recorder, keepsBody } = this.#stepOf(visit);
    for (const each of [this.#requests, recorder]) each.started();
    visit.sentMs = nowMs;
    const traceparent = this.#traceparents?.of(visit.number, visit.step);
    attempts.send(visit.request(recipes), traceparent, dueMs, visit, new Answer(keepsBody));
  }

  readonly #onEnd = (exchange: Exchange<Visit>, endedMs: number, _lost?: LostAnswer, reason?: string): void => {
    const { arrival: visit, scheduledMs, status, answer } = exchange;
    const { takers, recorder } = this.#stepOf(visit);
    const latencyMs = endedMs - scheduledMs;
    const badStatus = isInRanges(status, this.#load.failOn) ? `status ${status}` : undefined;
    const lost = reason ?? badStatus;
    // What was taken is in no failure: it may be a secret.
    const missing = lost === undefined && answer ? visit.take(takers, answer) : undefined;
    const failure = lost ?? (missing && `no ${missing} in the answer`);
    for (const each of [this.#requests, recorder]) each.ended(latencyMs, status, failure);
    visit.waitedMs += endedMs - (visit.sentMs ?? endedMs);
    visit.sentMs = undefined;
    if (failure === undefined && visit.step < this.#steps.length - 1) this.#goOn(visit, endedMs);
    else this.#end(visit, failure);
  };

  #goOn(visit: Visit, endedMs: number): void {
    visit.step++;
    const dueMs = endedMs + visit.think(this.#stepOf(visit).spec);
    this.#thinking.add({ visit, dueMs });
    this.#context.onDue(dueMs);
  }

  #refuse(visit: Visit, failure: string): void {
    const { spec, recorder } = this.#stepOf(visit);
    for (const each of [this.#requests, recorder]) {
      each.started();
      each.refused(failure);
    }
    this.#onTheirWay.delete(visit);
    this.#visits.refused(brokenBy(spec, failure));
  }

  #end(visit: Visit, failure: string | undefined): void {
    const { spec } = this.#stepOf(visit);
    this.#onTheirWay.delete(visit);
    this.#visits.ended(visit.waitedMs, 0, failure === undefined ? undefined : brokenBy(spec, failure));
  }

  #inFlight(): Exchange<Visit>[] {
    return [...this.#first, ...this.#later];
  }

  #stepOf(visit: Visit): Step {
    const step = this.#steps[visit.step];
    if (step === undefined) throw new RangeError(`a visit is at step ${visit.step}, and there is none`);
    return step;
  }
}

/** A timeout is a word that the judge knows. */
function brokenBy({ name }: StepSpec, failure: string): string {
  return failure === "timeout" ? failure : `${name}: ${failure}`;
}

function stepsOf({ requests }: ResolvedLoad, steps: readonly StepSpec[]): Step[] {
  const taken: string[] = [];
  return steps.map((spec, index) => {
    const request = requests[index];
    if (request === undefined) throw new RangeError(`there is no request for step ${spec.name}`);
    const recipes = requestRecipes(request, [...taken]);
    taken.push(...spec.take.map(({ name }) => name));
    const takers = spec.take.map(valueTaker);
    return { spec, recipes, takers, keepsBody: spec.take.some(isOfBody), recorder: new SignalRecorder() };
  });
}
