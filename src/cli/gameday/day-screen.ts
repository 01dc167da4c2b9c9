import type { DayDesk } from "../../assembly/gameday/desk.ts";
import type { DayEvent, Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import type { RunEvent } from "../../judge/history/event.ts";
import { resultOf } from "../../judge/history/run-result.ts";
import type { RunState } from "../../judge/history/run-state.ts";
import { DayTeller } from "../../report/terminal/day-words.ts";
import { renderResult } from "../../report/terminal/summary.ts";
import { BrownoutError, messageOf } from "../../values/errors.ts";
import type { CommandContext } from "../commands/context.ts";
import { fittedRows } from "../commands/fitted-rows.ts";
import { openRunView, type RunView } from "../commands/run-view.ts";
import { terminalStyle } from "../commands/terminal.ts";
import { NoteLine } from "./note-line.ts";

/** A view of the run under way. */
interface OpenView {
  readonly view: RunView;
  readonly notes: NoteLine;
  /** Gives the terminal back to lines, so that nothing hides how taking out goes. */
  readonly toLines: AbortController;
}

/** Shows a day on a terminal, or as lines: what happens at its desk, and each run while it goes on. */
export class DayScreen {
  readonly #desk: DayDesk;
  readonly #leader: Person;
  readonly #context: CommandContext;
  readonly #teller: DayTeller;
  readonly #stops: readonly (() => void)[];
  #open: OpenView | undefined;
  /** Lines that wait for the live view to give the terminal back. */
  #waiting: string[] = [];
  #run: RunState | undefined;

  constructor(desk: DayDesk, leader: Person, context: CommandContext) {
    this.#desk = desk;
    this.#leader = leader;
    this.#context = context;
    this.#teller = new DayTeller(() => terminalStyle(context));
    const toLines = () => this.#toLines();
    context.signal.addEventListener("abort", toLines, { once: true });
    this.#stops = [
      desk.onEvent((event, state) => this.#tell(event, state)),
      desk.onRunEvent((event, state) => this.#show(event, state)),
      () => context.signal.removeEventListener("abort", toLines),
    ];
    this.print(...this.#teller.tellDay(desk.state));
  }

  /** Prints lines as soon as there is room for them. */
  print(...lines: readonly string[]): void {
    this.#waiting.push(...lines);
    if (this.#isLive) return;
    for (const one of this.#waiting.splice(0)) this.#context.out(one);
  }

  /** Says why something that was asked for can't be done. */
  complain(error: unknown): void {
    const hint = error instanceof BrownoutError && error.hint !== undefined ? [`  ${error.hint}`] : [];
    const rows = [messageOf(error), ...hint].flatMap((text) => text.split("\n"));
    this.print(...fittedRows(rows, this.#context));
  }

  close(): void {
    this.#closeView();
    for (const stop of this.#stops) stop();
  }

  get #isLive(): boolean {
    return this.#open !== undefined && this.#context.terminal !== undefined && !this.#open.toLines.signal.aborted;
  }

  #tell(event: DayEvent, state: DayState): void {
    if (event.type === "stop-asked") this.#toLines();
    if (event.type === "run-failed") this.#closeView();
    if (event.type === "run-ended" && this.#run !== undefined) {
      this.print("", ...renderResult(resultOf(this.#run), terminalStyle(this.#context)), "");
    }
    this.print(...this.#teller.tell(event, state));
  }

  #show(event: RunEvent, state: RunState): void {
    if (event.type === "run-started") this.#openView();
    this.#run = state;
    this.#open?.view.listener(event, state);
    if (event.type === "run-ended") this.#closeView();
  }

  #openView(): void {
    const toLines = new AbortController();
    const notes = new NoteLine({
      onNote: (text) => void this.#desk.note(this.#leader, text).catch((error: unknown) => this.complain(error)),
      onStop: () => this.#context.interrupt(),
    });
    const canType = this.#context.terminal?.canType ?? false;
    const context = { ...this.#context, signal: toLines.signal };
    this.#open = { view: openRunView(context, "stdout", canType ? notes : undefined), notes, toLines };
  }

  #toLines(): void {
    this.#open?.toLines.abort("SIGINT");
    this.#open?.notes.close();
    this.print();
  }

  #closeView(): void {
    this.#open?.view.close();
    this.#open?.notes.close();
    this.#open = undefined;
    this.print();
  }
}
