import type { ServerResponse } from "node:http";
import type { DayDesk } from "../assembly/gameday/desk.ts";
import type { Person } from "../judge/gameday/day-event.ts";
import type { RunEvent } from "../judge/history/event.ts";
import type { RunState } from "../judge/history/run-state.ts";
import type { Clock } from "../values/clock/clock.ts";
import { LiveRun } from "./live-run.ts";
import { PageStream, type WireMessage, wireMessage } from "./page-stream.ts";

/** As often as the terminal is drawn. */
const MOMENT_EVERY_MS = 200;
const BEAT_EVERY_MS = 5000;

/** Tells all pages of the day, and of the run under way. */
export class Feed {
  readonly #desk: DayDesk;
  readonly #clock: Clock;
  readonly #streams = new Set<PageStream>();
  readonly #endings: readonly (() => void)[];
  #run: LiveRun | undefined;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(desk: DayDesk, clock: Clock) {
    this.#desk = desk;
    this.#clock = clock;
    this.#endings = [
      desk.onEvent((event) => this.#tell(wireMessage("happened", event))),
      desk.onRunEvent((event, state) => this.#hear(event, state)),
      clock.every(BEAT_EVERY_MS, () => {
        for (const stream of this.#streams) stream.beat();
      }),
    ];
  }

  /** Number of pages that listen. */
  get size(): number {
    return this.#streams.size;
  }

  /** Has a page listen until its browser goes away. */
  listen(response: ServerResponse, you: Person): void {
    const stream = new PageStream(response, () => this.#everything(you));
    this.#streams.add(stream);
    response.on("close", () => this.#streams.delete(stream));
  }

  close(): void {
    for (const end of this.#endings) end();
    for (const stream of this.#streams) stream.end();
  }

  #everything(you: Person): WireMessage[] {
    const day = wireMessage("day", { state: this.#desk.state, you });
    return this.#run === undefined ? [day] : [day, wireMessage("run", this.#run.picture())];
  }

  #hear(event: RunEvent, state: RunState): void {
    if (event.type === "run-started") this.#run = new LiveRun(state);
    const run = this.#run;
    if (run === undefined) return;
    const bins = run.hear(event);
    if (this.#streams.size === 0) return;
    if (bins === "all" || event.type === "run-started") this.#tell(wireMessage("run", run.picture()));
    else if (bins !== undefined) this.#tell(wireMessage("bins", bins));
    const nowMs = this.#clock.nowMs();
    if (event.type === "tick" && nowMs - this.#toldAtMs < MOMENT_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.#tell(wireMessage("moment", run.moment()));
  }

  #tell(message: WireMessage): void {
    for (const stream of this.#streams) stream.send(message);
  }
}
