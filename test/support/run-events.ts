import type { RunEvent, UndoRecord } from "../../src/history/event.ts";

/** The first event of a run whose plan holds nothing but a name. */
export function runStarted(experiment: string, wall = "2026-01-01T00:00:00.000Z"): RunEvent {
  // Whoever reads only the undo log and the name asks for no more of the plan.
  const plan = { experiment: { name: experiment } } as unknown as Extract<RunEvent, { type: "run-started" }>["plan"];
  return { atMs: 0, type: "run-started", run: experiment, version: "0.0.0", wall, plan };
}

export function undoRecord(id: string, data: UndoRecord["data"] = null, within?: string): UndoRecord {
  const record = { id, kind: "file", what: `the file ${id}`, manual: `rm ${id}`, data };
  return within === undefined ? record : { ...record, within };
}

export function recorded(record: UndoRecord): RunEvent {
  return { atMs: 1, type: "undo-recorded", record };
}
