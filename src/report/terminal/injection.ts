import type { RunEvent } from "../../judge/history/event.ts";
import type { RunResult } from "../../judge/history/result.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { latency } from "./figures.ts";
import { leftBehindLines } from "./left-behind.ts";
import { printLine, type Terminal } from "./print.ts";

/** Lines on an injection as it goes on, each with the time of day in UTC. The returned function takes in each event. */
export function injectionLines(): (event: RunEvent) => readonly string[] {
  let startedMs = 0;
  let faults: readonly PlannedFault[] = [];
  /** Of faults; the system's own is no news. */
  const records = new Map<string, UndoRecord>();
  return (event) => {
    if (event.type === "run-started") {
      startedMs = Date.parse(event.wall);
      faults = event.plan.faults;
    }
    if (event.type === "undo-recorded" && event.fault !== undefined) records.set(event.record.id, event.record);
    const at = new Date(startedMs + event.atMs).toISOString().slice(11, 19);
    return wordsOf(event, faults, records).map((words) => `${at}  ${words}`);
  };
}

function wordsOf(
  event: RunEvent,
  faults: readonly PlannedFault[],
  records: ReadonlyMap<string, UndoRecord>,
): readonly string[] {
  switch (event.type) {
    case "injected": {
      const fault = faults.find(({ id }) => id === event.fault);
      return fault === undefined ? [] : [`in     ${fault.explanation.does} (${fault.means})`];
    }
    case "verified":
      return [`${event.took === "true" ? "proof " : "doubt "} ${event.evidence}`];
    case "undone": {
      const record = records.get(event.record);
      return record === undefined ? [] : [`out    ${record.what}: looked for, and gone`];
    }
    case "undo-failed":
      return [`STILL IN  ${records.get(event.record)?.what ?? event.record}: ${event.why}`];
    case "service-died":
      return [`ended  ${event.why}`];
    case "stopped":
      return [event.cause.kind === "interrupted" ? `${event.cause.signal}: taking it out` : "taking it out"];
    default:
      return [];
  }
}

/** The outcome in a few lines: whether it was in and is out, and what a person must do where it isn't. */
export function renderInjection(result: RunResult, terminal: Terminal): readonly string[] {
  const faults = result.faults.map(({ id, on, injectedAtMs, undoneAtMs, took }) => {
    if (injectedAtMs === undefined) return `${id} on ${on}: never went in`;
    const lasted =
      undoneAtMs === undefined ? "is not known to be out" : `was in for ${latency(undoneAtMs - injectedAtMs)}`;
    const effect = { true: "took effect", false: "took no effect", unknown: "effect not shown" }[took];
    return `${id} on ${on}: ${lasted}; ${effect}`;
  });
  const isOut = result.leftBehind.length === 0 && result.verdict !== "undo-incomplete";
  const isAsAsked = result.verdict === "pass" || result.stop?.kind === "interrupted";
  const reasons = isOut && isAsAsked ? ["everything that was put in is out"] : result.reasons;
  const hint = result.stop?.kind === "broken" && result.stop.hint !== undefined ? [result.stop.hint] : [];
  const left = leftBehindLines(result.leftBehind, terminal.columns).map((spans) => printLine(spans, terminal.colour));
  return [...faults, ...reasons, ...hint, ...left];
}
