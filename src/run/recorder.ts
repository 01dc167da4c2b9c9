import type { Conceal } from "../files/experiment/concealer.ts";
import type { RunEvent } from "../judge/history/event.ts";
import { type RunStarted, RunState } from "../judge/history/run-state.ts";
import type { Clock } from "../values/clock/clock.ts";
import { concealEvent } from "./conceal-event.ts";
import type { NewEvent } from "./new-event.ts";

/** The lasting record of a run's events. */
export interface Journal {
  append(event: RunEvent): void;
  /** Resolves when the event, and all before it, would survive a crash of the machine. */
  appendDurably(event: RunEvent): Promise<void>;
}

/** Follows a run as it happens. */
export type RunListener = (event: RunEvent, state: RunState) => void;

export interface RecorderOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Takes out of what others said what must not be kept. */
  readonly conceal: Conceal;
  readonly listener: RunListener;
}

/** Gives events their time and puts each into the journal, then into the state, then before the listener. */
export class Recorder {
  readonly state: RunState;
  /** Resolves with what the listener threw; it is told nothing from then on. Else never. */
  readonly listenerBroken: Promise<unknown>;
  readonly #clock: Clock;
  readonly #conceal: Conceal;
  readonly #journal: Journal;
  readonly #reportBroken: (error: unknown) => void;
  #listener: RunListener | undefined;
  readonly #startedMs: number;

  constructor(started: Omit<RunStarted, "atMs">, options: RecorderOptions) {
    const { clock, journal, listener } = options;
    this.#clock = clock;
    this.#conceal = options.conceal;
    this.#journal = journal;
    this.#listener = listener;
    this.#startedMs = clock.nowMs();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.listenerBroken = promise;
    this.#reportBroken = resolve;
    const event: RunStarted = { ...started, atMs: 0 };
    this.state = new RunState(event);
    journal.append(event);
    this.#tell(event);
  }

  /** Time of the run, in ms, of a moment on the clock. */
  sinceStart(ms: number): number {
    return ms - this.#startedMs;
  }

  record(event: NewEvent): void {
    const timed = this.#timed(event);
    this.#journal.append(timed);
    this.#apply(timed);
  }

  /** Resolves when the event is on disk; until then it has not happened. */
  async recordDurably(event: NewEvent): Promise<void> {
    const timed = this.#timed(event);
    await this.#journal.appendDurably(timed);
    this.#apply(timed);
  }

  #timed(event: NewEvent): RunEvent {
    return { ...concealEvent(event, this.#conceal), atMs: this.sinceStart(this.#clock.nowMs()) } as RunEvent;
  }

  #apply(event: RunEvent): void {
    this.state.apply(event);
    this.#tell(event);
  }

  /** Whoever only looks on must not keep faults from being taken out. */
  #tell(event: RunEvent): void {
    try {
      this.#listener?.(event, this.state);
    } catch (error) {
      this.#listener = undefined;
      this.#reportBroken(error);
    }
  }
}
