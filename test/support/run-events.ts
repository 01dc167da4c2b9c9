import type { RunEvent } from "../../src/judge/history/event.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";
import { simulatedPlan } from "../run/simulated-plan.ts";

/** The first event of a run of any plan, by the experiment's name. */
export function runStarted(experiment: string, wall = "2026-01-01T00:00:00.000Z"): RunEvent {
  const some = simulatedPlan();
  const plan = { ...some, experiment: { ...some.experiment, name: experiment } };
  return { atMs: 0, type: "run-started", run: experiment, version: "0.0.0", wall, plan };
}

export function undoRecord(id: string, data: UndoRecord["data"] = null, within?: string): UndoRecord {
  const record = { id, kind: "file", what: `the file ${id}`, manual: `rm ${id}`, data };
  return within === undefined ? record : { ...record, within };
}

export function recorded(record: UndoRecord, fault?: string): RunEvent {
  return { atMs: 1, type: "undo-recorded", record, ...(fault !== undefined && { fault }) };
}
