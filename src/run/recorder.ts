import type { Clock } from "../clock/clock.ts";
import type { RunEvent } from "../history/event.ts";
import { type RunStarted, RunState } from "../history/run-state.ts";

/** Where a run's events go to stay. */
export interface Journal {
  append(event: RunEvent): void;
  /** Resolves when the event, and all before it, would survive a crash of the machine. */
  appendDurably(event: RunEvent): Promise<void>;
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "atMs"> : never;
/** An event that has yet to be given its time. */
export type NewEvent = WithoutTime<RunEvent>;

/** Follows a run as it happens. */
export type RunListener = (event: RunEvent, state: RunState) => void;

/** Gives events their time and puts each into the journal, then into the state, then before the listener. */
export class Recorder {
  readonly state: RunState;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #listener: RunListener;
  readonly #startedMs: number;

  constructor(started: Omit<RunStarted, "atMs">, clock: Clock, journal: Journal, listener: RunListener) {
    this.#clock = clock;
    this.#journal = journal;
    this.#listener = listener;
    this.#startedMs = clock.nowMs();
    const event: RunStarted = { ...started, atMs: 0 };
    this.state = new RunState(event);
    journal.append(event);
    listener(event, this.state);
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
    return { ...event, atMs: this.#clock.nowMs() - this.#startedMs } as RunEvent;
  }

  #apply(event: RunEvent): void {
    this.state.apply(event);
    this.#listener(event, this.state);
  }
}
