import type { Effect, PreparedFault } from "../faults/fault.ts";
import { prepareFault } from "../faults/prepare-fault.ts";
import type { PlannedFault, PlannedRemedy } from "../judge/plan/plan.ts";
import type { RunningLoad } from "../load/load.ts";
import { takeOut } from "../records/undo/take-out.ts";
import { type Clock, sleep } from "../values/clock/clock.ts";
import { untilAborted } from "../values/clock/deadline.ts";
import { messageOf } from "../values/errors.ts";
import type { UndoRecord } from "../values/undo-record.ts";
import { type Faults, UNDO_DEADLINE_MS, undoEvents } from "./fault-player.ts";
import { injectRecorded } from "./inject-recorded.ts";
import type { Recorder } from "./recorder.ts";

/** A restart has its grace period, and then has to come up; that may take until the phase ends, and so long at least. */
const SEEN_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

export interface RemedyPlayerOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly faults: Faults;
  readonly load: RunningLoad;
  /** Id of the undo record that takes changes of the system along, if any does. */
  readonly within: string | undefined;
  readonly recoveryMs: number;
  /** Cuts remedies short. */
  readonly endSignal: AbortSignal;
}

/** Does remedies at their times, and takes them back. One that can't be done is recorded, and the run goes on. */
export class RemedyPlayer {
  readonly #options: RemedyPlayerOptions;
  readonly #startedMs: number;

  /** The recovery phase begins now. */
  constructor(options: RemedyPlayerOptions) {
    this.#options = options;
    this.#startedMs = options.clock.nowMs();
  }

  /** Resolves when the remedy is taken back, which is at the end of the phase where it says nothing else. Rejects when it is cut short. */
  async play(remedy: PlannedRemedy): Promise<void> {
    const { recorder, endSignal, recoveryMs } = this.#options;
    await this.#sleepUntil(remedy.atMs);
    recorder.record({ type: "remedy-begun", remedy: remedy.id });
    const untilMs = remedy.forMs === undefined ? recoveryMs : remedy.atMs + remedy.forMs;
    const records = new Map<UndoRecord, boolean>();
    try {
      const { evidence, isOver } = await this.#do(remedy, records);
      recorder.record({ type: "remedy-done", remedy: remedy.id, evidence });
      if (!isOver) await this.#sleepUntil(untilMs);
    } catch (error) {
      endSignal.throwIfAborted();
      recorder.record({ type: "remedy-failed", remedy: remedy.id, why: messageOf(error) });
    } finally {
      await this.#takeBack(remedy, records);
    }
  }

  /** @param records is told of each undo record, and whether all of it is done */
  #do(remedy: PlannedRemedy, records: Map<UndoRecord, boolean>): Promise<{ evidence: string; isOver: boolean }> {
    const { does, change } = remedy;
    return does.kind === "cap-retries" ? this.#capRetries(does.load, does.most) : this.#change(change, records);
  }

  async #capRetries(load: string, most: number | undefined): Promise<{ evidence: string; isOver: boolean }> {
    if (this.#options.load.capRetries === undefined) throw new Error("what sends this load can't be told to");
    this.#options.load.capRetries(load, most);
    return { evidence: "those who send were told", isOver: false };
  }

  async #change(change: PlannedFault | undefined, records: Map<UndoRecord, boolean>) {
    const { clock, recorder, faults, within, endSignal } = this.#options;
    if (change === undefined) throw new TypeError("a remedy on a service says what it changes");
    const prepared = await untilAborted(prepareFault(change, faults.injectors, within), endSignal);
    for (const one of prepared) {
      const onRecorded = () => void records.set(one.undo, false);
      await injectRecorded(one, { clock, recorder, of: { remedy: change.id }, cutSignal: endSignal, onRecorded });
      records.set(one.undo, true);
    }
    const seen = await this.#untilSeen(prepared);
    return { evidence: seen, isOver: prepared.every(({ endsByItself }) => endsByItself) };
  }

  /** @returns what shows that it was done. @throws when nothing does in good time */
  async #untilSeen(prepared: readonly PreparedFault[]): Promise<string> {
    const { clock, endSignal, recoveryMs } = this.#options;
    const untilMs = Math.max(clock.nowMs() + SEEN_WITHIN_MS, this.#startedMs + recoveryMs);
    while (true) {
      const effects: Effect[] = [];
      for (const one of prepared) effects.push(await untilAborted(one.verify(endSignal), endSignal));
      const evidence = effects.map((effect) => effect.evidence).join("; ");
      if (effects.every(({ took }) => took === "true")) return evidence;
      if (clock.nowMs() >= untilMs) throw new Error(`it did not show: ${evidence}`);
      await sleep(clock, LOOK_EVERY_MS, endSignal);
    }
  }

  async #takeBack({ id, does }: PlannedRemedy, records: ReadonlyMap<UndoRecord, boolean>): Promise<void> {
    const { clock, recorder, faults, load } = this.#options;
    if (does.kind === "cap-retries") load.capRetries?.(does.load, undefined);
    const mayComeYet = (record: UndoRecord) => records.get(record) !== true;
    const options = { ...undoEvents(recorder), clock, deadlineMs: UNDO_DEADLINE_MS, mayComeYet };
    await takeOut([...records.keys()], faults.undoers, options);
    recorder.record({ type: "remedy-over", remedy: id });
  }

  #sleepUntil(sinceStartMs: number): Promise<void> {
    const { clock, endSignal } = this.#options;
    return sleep(clock, Math.max(0, this.#startedMs + sinceStartMs - clock.nowMs()), endSignal);
  }
}
