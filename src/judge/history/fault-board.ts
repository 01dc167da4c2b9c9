import { type FaultTarget, targetName } from "../../files/experiment/fault-spec.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { formatMs } from "../criteria/format.ts";
import type { Plan, PlannedFault } from "../plan/plan.ts";
import type { RunEvent } from "./event.ts";
import type { FaultOutcome, LiveView } from "./result.ts";
import {
  emptyUndoLog,
  type ForgottenRecord,
  foldUndoLog,
  forgottenBy,
  type LateRecord,
  takenOutLate,
} from "./undo-log.ts";

/** Time at which a fault began to be over, in ms of the run; undefined while nobody takes it out. */
export function endingOf({ healsFrom, injectedAtMs, undoingAtMs, undoneAtMs }: FaultOutcome): number | undefined {
  // Older journals don't say when an undo began.
  return (healsFrom === "injection" ? injectedAtMs : undefined) ?? undoingAtMs ?? undoneAtMs;
}

/** The faults of a run: what is in, what took effect, what is out again, and what may be left. */
export class FaultBoard {
  /** Of the faults that went in. */
  get injectedTargets(): readonly FaultTarget[] {
    const isInjected = (id: string) => this.#outcomes.get(id)?.injectedAtMs !== undefined;
    return this.#planned.filter(({ id }) => isInjected(id)).map(({ on }) => on);
  }

  readonly #outcomes: Map<string, FaultOutcome>;
  readonly #faultOfRecord = new Map<string, string>();
  /** Faults that were seen to have taken effect, and when, in ms of the run. */
  readonly #seenAtMs = new Map<string, number>();
  readonly #planned: readonly PlannedFault[];
  readonly forgotten: ForgottenRecord[] = [];
  readonly late: LateRecord[] = [];
  #undoLog = emptyUndoLog;

  constructor({ faults }: Plan) {
    this.#planned = faults;
    this.#outcomes = new Map(
      faults.map((fault) => [
        fault.id,
        {
          id: fault.id,
          type: fault.type,
          on: targetName(fault.on),
          ...(fault.healsFrom && { healsFrom: fault.healsFrom }),
          took: "unknown",
          evidence: "it was not injected",
        },
      ]),
    );
  }

  /** Time at which the first fault went in, in ms of the run. */
  get firstInjectedAtMs(): number | undefined {
    const times = [...this.#outcomes.values()].flatMap(({ injectedAtMs }) => injectedAtMs ?? []);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** @param endedRun the time at which the run began, ISO 8601, once it has ended */
  apply(event: RunEvent, endedRun?: string): void {
    this.late.push(...takenOutLate(event, this.#undoLog, endedRun));
    const forgotten = forgottenBy(event, this.#undoLog);
    if (forgotten !== undefined) this.forgotten.push(forgotten);
    this.#undoLog = foldUndoLog(this.#undoLog, event);
    switch (event.type) {
      case "undo-recorded":
        if (event.fault !== undefined) this.#faultOfRecord.set(event.record.id, event.fault);
        break;
      case "injected":
        this.#update(event.fault, { injectedAtMs: event.atMs, evidence: "nothing showed it yet" });
        break;
      case "verified":
        this.#update(event.fault, { took: event.took, evidence: event.evidence });
        if (event.took === "true") this.#seenAtMs.set(event.fault, event.atMs);
        break;
      case "stopped":
        this.#noteWhatIsCutShort();
        break;
      case "undoing":
        this.#update(event.fault, { undoingAtMs: event.atMs });
        break;
      case "undone":
        if (endedRun === undefined) this.#noteWhatIsOut(event.atMs);
        break;
    }
  }

  /** True when something of a fault is in, as far as it is known. */
  get isAnyIn(): boolean {
    return this.faultsIn().size > 0;
  }

  /** Ids of faults of which something is in, as far as it is known. */
  faultsIn(): ReadonlySet<string> {
    return new Set([...this.#undoLog.keys()].flatMap((record) => this.#faultOfRecord.get(record) ?? []));
  }

  /**
   * Time at which the last of the faults that went in began to be over, in ms of the run: when its undo began, or where
   * the platform heals it by itself when it went in. Undefined while one is in that nobody takes out.
   */
  get endingAtMs(): number | undefined {
    const endings = this.#played().map(endingOf);
    if (endings.length === 0 || endings.includes(undefined)) return undefined;
    return Math.max(...(endings as number[]));
  }

  /** Time at which all of what went in was out again, in ms of the run. */
  get outAtMs(): number | undefined {
    const ends = this.#played().map(({ undoneAtMs }) => undoneAtMs);
    if (ends.length === 0 || ends.includes(undefined) || this.isAnyIn) return undefined;
    return Math.max(...(ends as number[]));
  }

  /** Faults of which something was put in. */
  #played(): FaultOutcome[] {
    const tried = new Set(this.#faultOfRecord.values());
    return [...this.#outcomes.values()].filter(({ id }) => tried.has(id));
  }

  outcomes(): FaultOutcome[] {
    return [...this.#outcomes.values()];
  }

  /** Records of what may be in, in the order in which they were written. */
  pendingUndo(): UndoRecord[] {
    return [...this.#undoLog.values()];
  }

  live(): LiveView["faults"] {
    return this.#planned.map(({ id, explanation, on }) => {
      const { injectedAtMs, undoneAtMs } = this.#outcomes.get(id) ?? {};
      const state = undoneAtMs !== undefined ? "out" : injectedAtMs !== undefined ? "in" : "planned";
      return { id, what: `${targetName(on)}: ${explanation.does}`, state };
    });
  }

  /** A fault is out when everything of it is, by itself or along with what it was in. */
  #noteWhatIsOut(atMs: number): void {
    const stillIn = this.faultsIn();
    for (const fault of this.#faultOfRecord.values()) {
      const isNews = this.#outcomes.get(fault)?.undoneAtMs === undefined;
      if (isNews && !stillIn.has(fault)) this.#update(fault, { undoneAtMs: atMs });
    }
  }

  /** Nobody looks again at a fault that is cut short, so that a count of what it did is none of all that it did. */
  #noteWhatIsCutShort(): void {
    for (const { id, took, evidence, injectedAtMs, undoingAtMs } of this.outcomes()) {
      const seenAtMs = this.#seenAtMs.get(id);
      if (took !== "true" || undoingAtMs !== undefined) continue;
      if (seenAtMs === undefined || injectedAtMs === undefined) continue;
      this.#update(id, { evidence: `${evidence} (as of ${formatMs(seenAtMs - injectedAtMs)} after it went in)` });
    }
    // A run that was stopped may be cut off on its way down, too.
    this.#seenAtMs.clear();
  }

  #update(id: string, change: Partial<FaultOutcome>): void {
    const outcome = this.#outcomes.get(id);
    if (outcome) this.#outcomes.set(id, { ...outcome, ...change });
  }
}
