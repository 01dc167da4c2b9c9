import { type FaultTarget, targetName } from "../experiment/experiment.ts";
import type { Plan, PlannedFault } from "../plan/plan.ts";
import type { RunEvent, UndoRecord } from "./event.ts";
import type { FaultOutcome, LiveView } from "./result.ts";
import { emptyUndoLog, foldUndoLog } from "./undo-log.ts";

/** The faults of a run: what is in, what took effect, what is out again, and what may be left. */
export class FaultBoard {
  readonly targets: readonly FaultTarget[];
  readonly #outcomes: Map<string, FaultOutcome>;
  readonly #faultOfRecord = new Map<string, string>();
  readonly #planned: readonly PlannedFault[];
  #undoLog = emptyUndoLog;

  constructor({ faults }: Plan) {
    this.#planned = faults;
    this.targets = faults.map(({ on }) => on);
    this.#outcomes = new Map(
      faults.map((fault) => [
        fault.id,
        { id: fault.id, type: fault.type, on: targetName(fault.on), took: "unknown", evidence: "it was not injected" },
      ]),
    );
  }

  /** When the first fault went in. */
  get firstInjectedAtMs(): number | undefined {
    const times = [...this.#outcomes.values()].flatMap(({ injectedAtMs }) => injectedAtMs ?? []);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  apply(event: RunEvent): void {
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
        break;
      case "undone":
        this.#noteWhatIsOut(event.atMs);
        break;
    }
  }

  /** Whether something of a fault is in, as far as it is known. */
  get isAnyIn(): boolean {
    return this.#faultsIn().size > 0;
  }

  isOfFault(record: string): boolean {
    return this.#faultOfRecord.has(record);
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
    const stillIn = this.#faultsIn();
    for (const fault of this.#faultOfRecord.values()) {
      const isNews = this.#outcomes.get(fault)?.undoneAtMs === undefined;
      if (isNews && !stillIn.has(fault)) this.#update(fault, { undoneAtMs: atMs });
    }
  }

  #faultsIn(): ReadonlySet<string> {
    return new Set([...this.#undoLog.keys()].flatMap((record) => this.#faultOfRecord.get(record) ?? []));
  }

  #update(id: string, change: Partial<FaultOutcome>): void {
    const outcome = this.#outcomes.get(id);
    if (outcome) this.#outcomes.set(id, { ...outcome, ...change });
  }
}
