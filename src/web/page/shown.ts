import type { DayEvent, Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { applyDayEvent } from "../../judge/gameday/fold-day.ts";
import type { Messages, NewBins, RunMoment, RunPicture } from "../messages.ts";
import type { Part } from "./part.ts";

/** The day and its run as far as the server has told, and the parts of the page that show them. Each message has its method. */
export class Shown implements Record<keyof Messages, (data: never) => void> {
  readonly #parts: readonly Part[];
  #state: DayState | undefined;
  #you: Person | undefined;
  #picture: RunPicture | undefined;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** True when nothing more will be told. */
  get isOver(): boolean {
    return this.#state?.stage.kind === "over" || this.#state?.isLeft === true;
  }

  day({ state, you }: Messages["day"]): void {
    this.#state = state;
    this.#you = you;
    this.#showDay();
  }

  happened(event: DayEvent): void {
    if (this.#state !== undefined) this.#state = applyDayEvent(this.#state, event);
    this.#showDay();
  }

  run(picture: RunPicture): void {
    this.#picture = picture;
    this.#showRun();
  }

  moment(moment: RunMoment): void {
    if (this.#picture !== undefined) this.#picture = { ...this.#picture, moment };
    this.#showRun();
  }

  bins(bins: NewBins): void {
    if (this.#picture !== undefined) this.#picture = { ...this.#picture, signals: grown(this.#picture, bins) };
    this.#showRun();
  }

  #showDay(): void {
    if (this.#state === undefined || this.#you === undefined) return;
    for (const part of this.#parts) part.day?.(this.#state, this.#you);
    this.#showRun();
  }

  #showRun(): void {
    const [state, picture] = [this.#state, this.#picture];
    const shown = state !== undefined && picture !== undefined && isSpokenOf(state, picture) ? picture : undefined;
    for (const part of this.#parts) part.run?.(shown);
  }
}

/** A run is on the page while it goes on, and until what was learned of it is written down. */
function isSpokenOf({ stage }: DayState, { run, experiment }: RunPicture): boolean {
  if (stage.kind === "running") return stage.run === run;
  return stage.kind === "reviewing" && stage.experiment === experiment;
}

function grown({ signals }: RunPicture, bins: NewBins): RunPicture["signals"] {
  return signals.map((signal, at) => {
    const bin = bins[at];
    if (bin === undefined) return signal;
    return {
      ...signal,
      perS: [...signal.perS, bin.perS],
      errors: [...signal.errors, bin.errors],
      p50: [...signal.p50, bin.p50],
      p95: [...signal.p95, bin.p95],
      p99: [...signal.p99, bin.p99],
    };
  });
}
