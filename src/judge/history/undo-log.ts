import type { UndoRecord } from "../../values/undo-record.ts";
import type { Forgotten, RunEvent } from "./event.ts";

/**
 * The records of all that may still be in: those that were written and neither undone nor forgotten, by its id, in the
 * order of writing.
 */
export type UndoLog = ReadonlyMap<string, UndoRecord>;

export const emptyUndoLog: UndoLog = new Map();

/** A record that a person gave up, whole. */
export interface ForgottenRecord extends Omit<Forgotten, "record"> {
  readonly record: UndoRecord;
}

/** The record of a log that an event forgets; undefined for all other events. */
export function forgottenBy(event: RunEvent, log: UndoLog): ForgottenRecord | undefined {
  const record = event.type === "forgotten" ? log.get(event.record) : undefined;
  if (event.type !== "forgotten" || record === undefined) return undefined;
  const { by, wall, why } = event;
  return { record, by, wall, why };
}

/** A record that was taken out after its run, whole. */
export interface LateRecord {
  readonly record: UndoRecord;
  /** ISO 8601 */
  readonly wall: string;
  readonly by: "runner" | "guardian" | "recover";
  /** The person who called `recover`: `ann@laptop`. None in journals of before 0.2. */
  readonly person?: string;
}

/**
 * The records of a log that an event takes out late: by `recover`, or after the run's end.
 * @param endedRun began at this time, ISO 8601; none while the run goes on
 */
export function takenOutLate(event: RunEvent, log: UndoLog, endedRun: string | undefined): readonly LateRecord[] {
  const how = lateness(event, endedRun);
  if (how === undefined) return [];
  const after = foldUndoLog(log, event);
  const records = [...log.values()].filter(({ id }) => !after.has(id));
  return records.map((record) => ({ record, ...how }));
}

function lateness(event: RunEvent, endedRun: string | undefined): Omit<LateRecord, "record"> | undefined {
  if (event.type === "recovered") return { by: "recover", person: event.person, wall: event.wall };
  if (event.type !== "undone" || endedRun === undefined) return undefined;
  return { by: event.by, wall: new Date(Date.parse(endedRun) + event.atMs).toISOString() };
}

/** The log after one more event. A record that is undone, or forgotten, takes along all that are within it. */
export function foldUndoLog(log: UndoLog, event: RunEvent): UndoLog {
  if (event.type === "undo-recorded") return new Map(log).set(event.record.id, event.record);
  const isOut = event.type === "undone" || event.type === "recovered" || event.type === "forgotten";
  return isOut && log.has(event.record) ? without(log, event.record) : log;
}

/**
 * The records to take out when the run itself is gone. Those within another pending one are left out: they go
 * with it, and may be out of reach by themselves.
 */
export function outermost(log: UndoLog): readonly UndoRecord[] {
  return [...log.values()].filter((record) => record.within === undefined || !log.has(record.within));
}

function without(log: UndoLog, id: string): UndoLog {
  return new Map([...log].filter(([, record]) => !isWithin(log, record, id)));
}

/**
 * Tells whether the record is `id` or within it, directly or through others. Records never contain each other in a
 * ring.
 */
function isWithin(log: UndoLog, record: UndoRecord, id: string): boolean {
  if (record.id === id || record.within === id) return true;
  const container = record.within === undefined ? undefined : log.get(record.within);
  return container !== undefined && isWithin(log, container, id);
}
