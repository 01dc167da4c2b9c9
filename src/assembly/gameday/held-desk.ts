import type { DayEvent, DayExperiment, Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { applyDayEvent, isSamePerson } from "../../judge/gameday/fold-day.ts";
import { runNames } from "../../judge/gameday/run-names.ts";
import type { RunListener } from "../../run/recorder.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { BrownoutError, messageOf } from "../../values/errors.ts";
import type { CheckedTurn, DayRunner } from "./day-runner.ts";
import type { DayDesk, FindingDraft } from "./desk.ts";
import { DeskError } from "./desk-error.ts";
import { checkMay, checkStage, headlineFor, subjectOf } from "./desk-rules.ts";
import { findingWords } from "./finding-words.ts";
import { saidLine, saidText } from "./said.ts";

type Untimed<Event> = Event extends DayEvent ? Omit<Event, "atMs"> : never;
type DayListener = (event: DayEvent, state: DayState) => void;

/** A run under way. */
interface UnderWay {
  readonly stop: AbortController;
  /** True once the run itself has ended, while its page is still being written: no stop changes anything then. */
  isOver: boolean;
  /** Resolves with its name once it is in the day's journal; with nothing where it never began. */
  readonly begun: Promise<string | undefined>;
  readonly ended: Promise<void>;
}

export interface HeldDeskOptions {
  /** Resolves when the event would survive a crash of the machine. */
  readonly appendDurably: (event: DayEvent) => Promise<void>;
  readonly runner: DayRunner;
  readonly clock: Clock;
}

/** The desk of a day that this process holds. */
export class HeldDesk implements DayDesk {
  readonly done: Promise<"over" | "left">;
  #state: DayState;
  readonly #options: HeldDeskOptions;
  readonly #dayListeners = new Set<DayListener>();
  readonly #runListeners = new Set<RunListener>();
  readonly #end = Promise.withResolvers<"over" | "left">();
  #underWay: UnderWay | undefined;
  /** Names what goes on meanwhile, so that the leader can't ask for two things at once. */
  #busyWith: string | undefined;
  #isClosed = false;

  constructor(state: DayState, options: HeldDeskOptions) {
    this.#state = state;
    this.#options = options;
    this.done = this.#end.promise;
    // It may fail before anybody waits for it; who does is told.
    this.done.catch(() => undefined);
  }

  get state(): DayState {
    return this.#state;
  }

  onEvent(listener: DayListener): () => void {
    this.#dayListeners.add(listener);
    return () => void this.#dayListeners.delete(listener);
  }

  onRunEvent(listener: RunListener): () => void {
    this.#runListeners.add(listener);
    return () => void this.#runListeners.delete(listener);
  }

  /**
   * Goes on with a day that was left or cut off: a run that it was in the midst of is looked up, and an experiment whose turn it is
   * is looked at anew.
   */
  async resume(by: string): Promise<void> {
    await this.#record({ type: "resumed", by });
    const { stage } = this.#state;
    if (stage.kind === "running") await this.#lookUp(stage.experiment, stage.run);
    if (stage.kind === "deciding") await this.#takeTurn(stage.experiment);
  }

  async come(person: Person): Promise<void> {
    this.#checkOpen();
    const came = { ...person, name: saidLine(person.name, "a name") };
    if (this.#state.present.some((one) => isSamePerson(one, came))) return;
    if (came.role === "leader") this.#checkNobodyElseLeads(came);
    await this.#record({ type: "came", person: came });
  }

  async go(person: Person): Promise<void> {
    this.#checkOpen();
    const here = this.#state.present.find((one) => isSamePerson(one, person));
    if (here === undefined) throw new DeskError({ message: `${person.name} isn't here` });
    await this.#record({ type: "went", person: here });
  }

  async begin(by: Person): Promise<void> {
    this.#checkLeader(by, "begins");
    checkStage(this.#state, "gathering", "beginning");
    const [first] = this.#state.agreement.experiments;
    if (first !== undefined) await this.#takeTurn(first.name);
  }

  async decide(by: Person, go: boolean, why?: string): Promise<void> {
    this.#checkLeader(by, "says go or no-go");
    const { experiment } = checkStage(this.#state, "deciding", "a decision");
    if (go) await this.#go(by, experiment);
    else {
      const reason = saidText(why ?? "", "a no-go");
      await this.#record({ type: "decided", experiment, go, by: by.name, why: reason });
    }
  }

  async stop(by: Person): Promise<void> {
    this.#checkOpen();
    const underWay = this.#underWay;
    if (underWay === undefined) throw new DeskError({ message: "nothing is under way that could be stopped" });
    if (underWay.isOver) throw new DeskError({ message: "the run has ended already, and its report is being written" });
    underWay.stop.abort("SIGINT");
    const run = await underWay.begun;
    if (run === undefined) return;
    if (this.#state.stops.some((asked) => asked.run === run && asked.by === by.name)) return;
    await this.#record({ type: "stop-asked", by: by.name, run });
  }

  async note(by: Person, text: string): Promise<void> {
    this.#checkOpen();
    checkMay(this.#state, by, ["leader", "scribe", "observer"], "takes notes");
    await this.#record({ type: "noted", by: by.name, text: saidText(text, "a note"), ...subjectOf(this.#state) });
  }

  async learn(by: Person, text: string): Promise<void> {
    const experiment = this.#checkReview(by, "writes down what was learned");
    await this.#record({ type: "learned", experiment, by: by.name, text: saidText(text, "what was learned") });
  }

  async file(by: Person, draft: FindingDraft): Promise<void> {
    this.#checkReview(by, "files findings");
    const { experiment = "", run } = subjectOf(this.#state);
    const { severity } = draft;
    const title = findingWords.title(draft.title);
    const owner = findingWords.owner(draft.owner);
    const text = findingWords.text(draft.text);
    const of = { title, severity, owner, experiment, ...(run !== undefined && { run }) };
    const filed = await this.#options.runner.file({ ...of, status: "open", text });
    await this.#record({ type: "finding-filed", by: by.name, finding: { ...filed, ...of } });
  }

  async again(by: Person): Promise<void> {
    this.#checkLeader(by, "gives an experiment another turn");
    await this.#takeTurn(checkStage(this.#state, "reviewing", "another turn").experiment);
  }

  async reviewed(by: Person): Promise<void> {
    this.#checkLeader(by, "goes on");
    const { experiment } = checkStage(this.#state, "reviewing", "going on");
    // The next one's turn comes with its checks: a go before them would have them come in the midst of its run.
    await this.#while(`closing the review of ${experiment}`, async () => {
      await this.#record({ type: "reviewed", experiment, by: by.name });
      const { stage } = this.#state;
      if (stage.kind === "deciding") await this.#takeTurn(stage.experiment);
    });
  }

  async end(by: Person): Promise<void> {
    this.#checkLeader(by, "ends the day");
    checkStage(this.#state, "closing", "the end");
    const spent = await this.#while("counting requests", () => this.#options.runner.spent(runNames(this.#state)));
    this.#checkOpen();
    await this.#record({ type: "day-ended", by: by.name, ...(spent !== undefined && { spent }) });
    this.#close("over");
  }

  async leave(by: Person, why: string): Promise<void> {
    this.#checkOpen();
    if (by.role !== "leader")
      throw new DeskError({ message: `only the leader leaves the day, and ${by.name} is ${by.role}` });
    this.#checkNobodyElseLeads(by);
    await this.leaveFor(saidText(why, "the reason to leave"));
  }

  /** Leaves the day whoever is there, as the process ends. */
  async leaveFor(why: string, signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#underWay?.stop.abort(signal);
    await this.#underWay?.ended;
    await this.#record({ type: "left", why });
    this.#close("left");
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new DeskError({ message: "the day is over, or was left" });
  }

  #checkNobodyElseLeads(by: Person): void {
    const leader = this.#state.present.find(({ role }) => role === "leader");
    if (leader === undefined || isSamePerson(leader, by)) return;
    throw new DeskError({ message: `${leader.name} leads this day, and there is one leader` });
  }

  #checkLeader(by: Person, what: string): void {
    this.#checkOpen();
    checkMay(this.#state, by, ["leader"], what);
    if (this.#busyWith === undefined) return;
    throw new DeskError({ message: `${this.#busyWith} still goes on`, hint: "Wait for it." });
  }

  #checkReview(by: Person, what: string): string {
    this.#checkOpen();
    checkMay(this.#state, by, ["leader", "scribe"], what);
    return checkStage(this.#state, "reviewing", "this").experiment;
  }

  #close(how: "over" | "left"): void {
    this.#isClosed = true;
    this.#end.resolve(how);
  }

  /**
   * Ends the desk for an error that nobody at it can do anything about, once what is under way was stopped. The day can be taken up
   * again.
   */
  #fail(error: unknown): void {
    this.#isClosed = true;
    this.#underWay?.stop.abort("SIGTERM");
    void (this.#underWay?.ended ?? Promise.resolve()).then(() => this.#end.reject(error));
  }

  async #record(event: Untimed<DayEvent>): Promise<void> {
    const timed = { ...event, atMs: this.#options.clock.wallMs() } as DayEvent;
    const written = this.#options.appendDurably(timed);
    this.#state = applyDayEvent(this.#state, timed);
    for (const listener of this.#dayListeners) listener(timed, this.#state);
    try {
      await written;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #while<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    this.#busyWith = what;
    try {
      return await work();
    } finally {
      this.#busyWith = undefined;
    }
  }

  #experiment(name: string): DayExperiment {
    const found = this.#state.agreement.experiments.find((one) => one.name === name);
    if (found === undefined) throw new Error(`the day has no experiment ${name}`);
    return found;
  }

  async #look(experiment: string, before: "decision" | "go"): Promise<CheckedTurn> {
    const turn = await this.#options.runner.check(this.#experiment(experiment), before);
    // The day may have been left meanwhile.
    this.#checkOpen();
    return turn;
  }

  async #takeTurn(experiment: string): Promise<void> {
    const { checks } = await this.#while(looking(experiment), () => this.#look(experiment, "decision"));
    // Whoever hears of it may answer at once, while it is still being written down.
    await this.#record({ type: "checked", experiment, checks });
  }

  async #go(by: Person, experiment: string): Promise<void> {
    const { checks, start } = await this.#while(looking(experiment), async () => {
      const turn = await this.#look(experiment, "go");
      await this.#record({ type: "checked", experiment, checks: turn.checks });
      return turn;
    });
    // It may have been left while the checks were written down; nobody would stop its run then.
    this.#checkOpen();
    checkStage(this.#state, "deciding", "a decision");
    if (start === undefined) {
      const refused = checks.filter(({ outcome }) => outcome === "refused");
      throw new DeskError({
        message: [`${experiment} may not be run now:`, ...refused.map(({ what, detail }) => `${what}: ${detail}`)].join(
          "\n",
        ),
        hint: "Say go again when that is seen to, or no-go.",
      });
    }
    const stop = new AbortController();
    const { promise: begun, resolve } = Promise.withResolvers<string | undefined>();
    const decided = this.#record({ type: "decided", experiment, go: true, by: by.name });
    const ended = decided
      .then(() => this.#play(experiment, start, stop.signal, resolve))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => resolve(undefined));
    this.#underWay = { stop, isOver: false, begun, ended };
    await decided;
  }

  async #play(
    experiment: string,
    start: NonNullable<CheckedTurn["start"]>,
    signal: AbortSignal,
    onBegun: (run: string) => void,
  ): Promise<void> {
    let named: { readonly run?: string } = {};
    const begun = async (run: string) => {
      named = { run };
      await this.#record({ type: "run-began", experiment, run });
      onBegun(run);
    };
    const listener: RunListener = (event, state) => {
      if (event.type === "run-ended" && this.#underWay !== undefined) this.#underWay.isOver = true;
      for (const tell of this.#runListeners) tell(event, state);
    };
    try {
      const ended = await start({ signal, listener, begun });
      this.#underWay = undefined;
      await this.#record({ type: "run-ended", experiment, ...ended, headline: headlineFor(this.#state, ended) });
    } catch (error) {
      this.#underWay = undefined;
      await this.#record({ type: "run-failed", experiment, ...named, why: inWords(error) });
      if (!(error instanceof BrownoutError)) throw error;
    }
  }

  async #lookUp(experiment: string, run: string | undefined): Promise<void> {
    if (run === undefined) {
      await this.#record({ type: "run-failed", experiment, why: "the day was cut off before the run began" });
      return;
    }
    const found = await this.#options.runner.lookUp(run);
    if (found.outcome === "cut-off") await this.#record({ type: "run-failed", experiment, run, why: found.why });
    else {
      const headline = headlineFor(this.#state, found.end);
      await this.#record({ type: "run-ended", experiment, ...found.end, headline });
    }
  }
}

function looking(experiment: string): string {
  return `looking whether ${experiment} may be run`;
}

function inWords(error: unknown): string {
  if (!(error instanceof BrownoutError)) return `brownout itself failed: ${messageOf(error)}`;
  return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
}
