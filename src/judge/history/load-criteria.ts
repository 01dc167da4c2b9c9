import { type Criterion, signalName } from "../../files/experiment/criterion.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { judge, marginOf } from "../criteria/evaluate.ts";
import { formatMs } from "../criteria/format.ts";
import { undecided } from "../criteria/judgement.ts";
import { formatJudgement } from "../criteria/judgement-in-words.ts";
import type { SignalDelta } from "../measure/signal.ts";
import { type SignalReading, SignalWindow } from "../measure/window.ts";
import { doubtOnBusyMachine } from "./busy-machine.ts";
import { doubted } from "./doubt.ts";
import type { HarnessReading, Judgement } from "./event.ts";
import { HarnessLog } from "./harness-log.ts";
import { meddlingOf } from "./meddling.ts";
import type { JudgedCriterion, Verdict } from "./result.ts";
import { SuspicionBoard } from "./suspicion-board.ts";

/** The verdict on a load that ran without an experiment. */
export interface LoadVerdict {
  readonly verdict: Extract<Verdict, "pass" | "fail" | "inconclusive">;
  readonly exitCode: number;
  /** A sentence each. */
  readonly reasons: readonly string[];
  readonly criteria: readonly JudgedCriterion[];
}

/**
 * Judges criteria over the whole of a load that runs without an experiment, from its beginning until its last request has
 * ended, as a run judges what it expects. Times are ms since the load began.
 */
export class LoadCriteria {
  readonly #load: string;
  readonly #criteria: readonly Criterion[];
  readonly #arrivalsForMs: number;
  readonly #window = new SignalWindow();
  readonly #suspicions: SuspicionBoard;
  readonly #harness = new HarnessLog();
  #nowMs = 0;
  /** Earliest time at which the last request may have ended. */
  #endedFromMs = 0;

  /** @param criteria without `over` and `for`, all of this load */
  constructor(load: string, criteria: readonly Criterion[], arrivalsForMs: number) {
    this.#load = load;
    this.#criteria = criteria;
    this.#arrivalsForMs = arrivalsForMs;
    this.#suspicions = new SuspicionBoard(criteria.map(({ signal }) => signalName(signal)));
  }

  /** Takes in what happened since the call before. The quiet after the last request is none of it. */
  add(atMs: number, delta: SignalDelta, harness: HarnessReading): void {
    const isQuiet = delta.started === 0 && delta.ended === 0 && delta.inFlight === 0;
    if (isQuiet && atMs > this.#arrivalsForMs) return;
    const spoilers = this.#suspicions.spoilers(harness);
    const lastedMs = atMs - this.#nowMs;
    if (delta.ended > 0) this.#endedFromMs = this.#nowMs;
    this.#nowMs = atMs;
    this.#window.add(atMs, delta);
    this.#suspicions.add(atMs, { [this.#load]: delta }, harness, meddlingOf(harness, spoilers));
    this.#harness.add(harness, lastedMs, spoilers);
  }

  /** Judges by what came until now. */
  decide(): LoadVerdict {
    const reading = this.#window.read();
    const judged = this.#criteria.map((criterion): JudgedCriterion => {
      const judgement = this.#judge(criterion, reading);
      const doubtful = doubted(criterion, { judgement, reading }, this.#suspicions, undefined);
      const margin = marginOf(criterion, doubtful, "expect");
      return { ...criterion, role: "expect", judgement: doubtful, ...(margin !== undefined && { margin }) };
    });
    // There is no baseline to compare with.
    const noWindows = () => ({ before: [], during: [] });
    return verdictOf(doubtOnBusyMachine(judged, new Map(), noWindows, this.#harness.stats()));
  }

  /** A rate is over the time until the last request ended, and that is known no better than what came together. */
  #judge(criterion: Criterion, reading: SignalReading): Judgement {
    const judgement = judge(criterion, { signal: reading }, "expect");
    const shortestMs = Math.max(this.#endedFromMs, Math.min(this.#arrivalsForMs, reading.spanMs));
    const { holds } = judge(criterion, { signal: { ...reading, spanMs: shortestMs } }, "expect");
    if (holds === judgement.holds || judgement.measured === undefined) return judgement;
    const between = `the last request ended between ${formatMs(shortestMs)} and ${formatMs(reading.spanMs)}`;
    return undecided(`${between}, which is too coarse to tell`, judgement.samples, judgement.measured);
  }
}

/** Fail before inconclusive before pass. */
function verdictOf(criteria: readonly JudgedCriterion[]): LoadVerdict {
  const reasons = (...holds: readonly string[]) =>
    criteria
      .filter(({ judgement }) => holds.includes(judgement.holds))
      .map((one) => formatJudgement(one, one.judgement));
  const [failures, doubts] = [reasons("false"), reasons("unknown")];
  if (failures.length > 0)
    return { verdict: "fail", exitCode: exitCodes.fail, reasons: [...failures, ...doubts], criteria };
  if (doubts.length > 0)
    return { verdict: "inconclusive", exitCode: exitCodes.inconclusive, reasons: doubts, criteria };
  return { verdict: "pass", exitCode: exitCodes.pass, reasons: ["every expectation held"], criteria };
}
