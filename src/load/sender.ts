import { highestPerS } from "../files/experiment/highest-rate.ts";
import { Histogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import type { Clock } from "../values/clock/clock.ts";
import { seededRandom } from "../values/random/random.ts";
import type { Alarm } from "./alarm.ts";
import type { Connect } from "./commands/command-connection.ts";
import { Connections } from "./connections.ts";
import { makeStream } from "./kinds.ts";
import type { LoadBatch, LoadShare, ResolvedLoad, SampledRequest } from "./load.ts";
import { Lines } from "./sessions/lines.ts";
import type { Stream } from "./stream.ts";
import { grainMsFor, WakeUps } from "./wake-ups.ts";

/** Arrivals of one load that are sent before responses get their turn, when the sender is behind. */
const MOST_AT_ONCE = 64;

/**
 * The alarm is set this much early and what is left is spent in turns of the event loop: by then most of what it takes
 * to wake a thread up is over. Measured: arrivals are late by 0.003 ms in the median instead of 0.13, at the same CPU.
 */
const LEAD_MS = 0.15;

// The one in node:timers/promises takes options, and makes more for each turn, which is most of what a sender throws away.
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface SenderOptions {
  readonly seed: number;
  readonly share: LoadShare;
  readonly run: string;
  /** True when what becomes of some requests is asked for. */
  readonly samples?: boolean;
  /** Time at which the loads begin, on the machine's monotonic clock; now unless given. */
  readonly startMs?: number;
}

/** Sends all loads of a run at their scheduled times. Belongs in a thread of its own. */
export class Sender {
  readonly #streams: readonly Stream[];
  readonly #clock: Clock;
  readonly #alarm: Pick<Alarm, "waitUntil" | "bringForward" | "cutShort">;
  readonly #connections = new Connections();
  readonly #lines = new Lines();
  readonly #scheduleLag = new Histogram();
  readonly #wakeUps: WakeUps;
  /** Time at which the streams next have something to do; one that is told of later may be before it. */
  #dueMs = Infinity;
  /** Time of the batch before. */
  #tookMs: number;
  #isStopped = false;
  #hasRoom = false;

  constructor(
    loads: readonly ResolvedLoad[],
    { seed, share, run, samples = false, ...options }: SenderOptions,
    clock: Clock,
    alarm: Pick<Alarm, "waitUntil" | "bringForward" | "cutShort">,
    connects: ReadonlyMap<string, Connect> = new Map(),
  ) {
    const onDue = (atMs: number) => {
      this.#dueMs = Math.min(this.#dueMs, atMs);
      alarm.bringForward(this.#alarmFor(atMs));
    };
    const own = { connections: this.#connections, lines: this.#lines, scheduleLag: this.#scheduleLag };
    const context = { clock, share, run, samples, onDue, onRoom: this.#onRoom, connects, ...own };
    const random = seededRandom(seed);
    const { startMs = clock.nowMs() } = options;
    const paced = loads.map(({ pacing, maxInFlight }) => ({
      arrivalsPerS: highestPerS(pacing) / share.of,
      maxInFlight: maxInFlight / share.of,
    }));
    this.#wakeUps = new WakeUps(grainMsFor(paced));
    this.#tookMs = clock.nowMs();
    this.#clock = clock;
    this.#alarm = alarm;
    this.#streams = loads.map((load) => makeStream(load, context, startMs, random));
  }

  /** Looks for what is due when all that has come in this turn of the event loop was read. */
  readonly #onRoom = (): void => {
    if (this.#hasRoom) return;
    this.#hasRoom = true;
    setImmediate(() => {
      this.#hasRoom = false;
      this.#alarm.cutShort();
    });
  };

  /** Sends until it is stopped and the alarm has rung once more. */
  async run(): Promise<void> {
    this.#dueMs = this.#nextDueMs();
    while (!this.#isStopped) {
      const wokenMs = this.#clock.nowMs();
      for (const stream of this.#streams) stream.doWhatIsDue(MOST_AT_ONCE);
      const nextMs = this.#nextDueMs();
      // Not by the time: it may have come due between two looks at the clock.
      if (nextMs > this.#dueMs) this.#wakeUps.add(wokenMs);
      this.#dueMs = nextMs;
      await this.#wait(nextMs);
    }
  }

  /** Ends arrivals and closes every connection; what is in flight is not reported as ended. */
  stop(): void {
    this.#isStopped = true;
    this.#connections.discardAll();
    this.#lines.dropAll();
    for (const stream of this.#streams) stream.close?.();
  }

  /** Has those who send a load try again at most so often, or as they did before. */
  capRetries(load: string, most: number | undefined): void {
    this.#streams.find(({ name }) => name === load)?.capRetries?.(most);
  }

  /** Takes the results since the last call. */
  takeBatch(): Omit<LoadBatch, "stallMs"> {
    const signals: Record<string, SignalDelta> = {};
    for (const stream of this.#streams) {
      signals[stream.name] = stream.take();
      Object.assign(signals, stream.takeParts?.());
    }
    const scheduleLag = this.#scheduleLag.toSparse();
    this.#scheduleLag.clear();
    const atMs = this.#clock.nowMs();
    this.#connections.closeIdle(atMs - this.#tookMs);
    this.#tookMs = atMs;
    return { atMs, signals, scheduleLag, grainMs: this.#wakeUps.takeGrainMs() };
  }

  /** Waits until what is due at `dueMs` may be done, or there is room for arrivals. */
  async #wait(dueMs: number): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const alarmMs = dueMs <= nowMs ? nowMs : this.#alarmFor(dueMs);
    if (alarmMs <= nowMs) await nextTurn();
    else await this.#alarm.waitUntil(alarmMs);
  }

  /** Takes the sampled requests that ended since the last call. */
  takeSampled(): readonly SampledRequest[] {
    return this.#streams.flatMap((stream) => stream.takeSampled?.() ?? []);
  }

  #nextDueMs(): number {
    let nextMs = Infinity;
    for (const stream of this.#streams) nextMs = Math.min(nextMs, stream.nextDueMs());
    return nextMs;
  }

  /** Time to set the alarm to for what is due at `dueMs`. What is held needs no lead: it is late anyway. */
  #alarmFor(dueMs: number): number {
    const wakeMs = this.#wakeUps.timeFor(dueMs);
    return wakeMs > dueMs ? wakeMs : dueMs - LEAD_MS;
  }
}
