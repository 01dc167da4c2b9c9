import type { TestContext } from "node:test";
import type { CheckedTurn, DayRunner, EndedRun, RunHooks } from "../../src/assembly/gameday/day-runner.ts";
import { HeldDesk } from "../../src/assembly/gameday/held-desk.ts";
import type { DayEvent } from "../../src/judge/gameday/day-event.ts";
import { beginDay } from "../../src/judge/gameday/fold-day.ts";
import type { RunEvent } from "../../src/judge/history/event.ts";
import { RunState } from "../../src/judge/history/run-state.ts";
import { openDayServer } from "../../src/web/day-server.ts";
import { parsePageAddress, takePageAddress } from "../../src/web/page-address.ts";
import { simulate } from "../run/simulated-run.ts";
import { dayBegan } from "../support/day-events.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { events: simulated } = await simulate({
  plan: { faults: [{ delayMs: 2000 }], abort: ["shoppers.p95 > 9s over 5s"] },
});

/** Time from one tick of a run to the next. */
const TICK_MS = 50;

/** A runner of runs that were simulated before: they go on as far as a test has them. */
class PlayedRunner implements DayRunner {
  readonly #events: readonly RunEvent[];
  #hooks: RunHooks | undefined;
  #state: RunState | undefined;
  #told = 0;
  #playedMs = 0;
  #end = Promise.withResolvers<EndedRun>();
  #runs = 0;

  constructor(events: readonly RunEvent[]) {
    this.#events = events;
  }

  async check(): Promise<CheckedTurn> {
    return {
      checks: [{ what: "plan of simulated", outcome: "ok", detail: "1 fault on simulated" }],
      start: (hooks) => this.#start(hooks),
    };
  }

  async lookUp(): Promise<never> {
    throw new Error("nothing was cut off");
  }

  async file() {
    return { file: "findings/2026-12-01-1.md", digest: "0".repeat(64) };
  }

  async spent() {
    return undefined;
  }

  /** The time of the run under way. */
  get playedMs(): number {
    return this.#playedMs;
  }

  /** Has the run go on to a time of its own. */
  playTo(atMs: number): void {
    this.#playedMs = atMs;
    for (; this.#told < this.#events.length; this.#told++) {
      const event = this.#events[this.#told];
      if (event === undefined || event.atMs > atMs) return;
      if (event.type === "run-started") this.#state = new RunState({ ...event, run: this.#name });
      if (this.#state === undefined) return;
      this.#state.apply(event);
      this.#hooks?.listener(event, this.#state);
    }
  }

  /** True when the run under way was asked to stop; it ends when the test says so. */
  get isStopped(): boolean {
    return this.#hooks?.signal.aborted === true;
  }

  finish(verdict: EndedRun["verdict"], headline: string): void {
    this.#end.resolve({ run: this.#name, verdict, exitCode: verdict === "pass" ? 0 : 3, headline });
  }

  get #name(): string {
    return `run-${this.#runs}`;
  }

  async #start(hooks: RunHooks): Promise<EndedRun> {
    this.#hooks = hooks;
    this.#runs += 1;
    this.#told = 0;
    this.#end = Promise.withResolvers();
    await hooks.begun(this.#name);
    this.playTo(0);
    return await this.#end.promise;
  }
}

/** A day on pages whose time and runs a test moves on. */
export interface PlayedDay {
  readonly clock: FakeClock;
  readonly desk: HeldDesk;
  readonly runner: PlayedRunner;
  readonly runsFolder: string;
  /** All that happened so far. */
  readonly events: readonly DayEvent[];
  /** Errors within the server. */
  readonly failures: readonly unknown[];
  /** Has the run under way, and time, go on to a time of the run. */
  play(toMs: number): Promise<void>;
  readonly links: Readonly<Record<"leader" | "scribe" | "observer", string>>;
  close(): Promise<void>;
}

export interface PlayedDayOptions {
  /** Words that are in the place of others in all of the day and its run. */
  readonly renamed?: Readonly<Record<string, string>>;
}

/** Opens a day with one experiment, which a run of 15 s was simulated of. */
export async function openPlayedDay(context: TestContext, { renamed = {} }: PlayedDayOptions = {}): Promise<PlayedDay> {
  const rename = <Value>(value: Value): Value => {
    let text = JSON.stringify(value);
    for (const [word, other] of Object.entries(renamed))
      text = text.replaceAll(word, JSON.stringify(other).slice(1, -1));
    return JSON.parse(text);
  };
  const clock = new FakeClock();
  const runner = new PlayedRunner(rename(simulated));
  const desk = new HeldDesk(beginDay(rename(dayBegan("simulated"))), {
    appendDurably: async () => undefined,
    runner,
    clock,
  });
  const [events, failures]: [DayEvent[], unknown[]] = [[], []];
  desk.onEvent((event) => events.push(event));
  const runsFolder = await temporaryFolder(context);
  const address = await takePageAddress(parsePageAddress());
  const server = openDayServer({ desk, clock, address, runsFolder, onFailure: (error) => failures.push(error) });
  const play = async (toMs: number) => {
    while (runner.playedMs < toMs) {
      runner.playTo(runner.playedMs + TICK_MS);
      await clock.advance(TICK_MS);
    }
  };
  const closeNow = async () => {
    const closed = server.close();
    await clock.advance(1000);
    await closed;
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeNow();
    return closing;
  };
  context.after(close);
  const links = Object.fromEntries(server.links.map(({ role, url }) => [role, url])) as PlayedDay["links"];
  return { clock, desk, runner, runsFolder, events, failures, play, links, close };
}
