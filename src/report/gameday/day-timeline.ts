import type { DayEvent, DayEventOf } from "../../judge/gameday/day-event.ts";
import { clockSetBack } from "../../judge/gameday/day-standing.ts";
import type { Verdict } from "../../judge/history/result.ts";
import type { ReportedDay } from "./reported-day.ts";

/** An event in words. */
export interface TimelineRow {
  readonly atMs: number;
  readonly type: DayEvent["type"];
  /** The person who did it; none where nobody did. */
  readonly by?: string;
  readonly text: string;
  /** Set where its time is before that of the row above: the clock was set back in between. */
  readonly isSetBack?: true;
}

/** Everything that happened, in its order; of checks that came out as those just before, the first alone. */
export function timelineRows({ events }: Pick<ReportedDay, "events">): readonly TimelineRow[] {
  const back = clockSetBack(events);
  const rows = events.map((event, at) => ({
    atMs: event.atMs,
    type: event.type,
    ...wordsOf(event),
    ...(back.has(at) && { isSetBack: true as const }),
  }));
  return rows.filter(({ type, text, isSetBack }, at) => {
    const before = rows[at - 1];
    return isSetBack || type !== "checked" || before?.type !== "checked" || before.text !== text;
  });
}

type Words = Pick<TimelineRow, "by" | "text">;

function wordsOf(event: DayEvent): Words {
  switch (event.type) {
    case "day-began":
      return { by: event.by, text: "began the day" };
    case "came":
      return { by: event.person.name, text: `came, as ${event.person.role}` };
    case "went":
      return { by: event.person.name, text: "went" };
    case "checked":
      return { text: checkedInWords(event) };
    case "decided":
      return { by: event.by, text: `${event.go ? "go" : "no-go"} for ${event.experiment}${reason(event.why)}` };
    case "noted":
      return { by: event.by, text: event.text };
    case "stop-asked":
      return { by: event.by, text: `asked the run ${event.run} to stop` };
    case "learned":
      return { by: event.by, text: `learned of ${event.experiment}: ${event.text}` };
    case "finding-filed":
      return { by: event.by, text: `filed ${event.finding.file}: ${event.finding.title} (${event.finding.severity})` };
    case "reviewed":
      return { by: event.by, text: `closed the review of ${event.experiment}` };
    case "left":
      return { text: `the day was left${reason(event.why)}` };
    case "resumed":
      return { by: event.by, text: "took the day up again" };
    case "day-ended":
      return { by: event.by, text: "ended the day" };
    default:
      return { text: runInWords(event) };
  }
}

function runInWords(event: DayEventOf<"run-began" | "run-ended" | "run-failed">): string {
  const { experiment } = event;
  switch (event.type) {
    case "run-began":
      return `the run ${event.run} of ${experiment} began`;
    case "run-ended":
      return `the run ${event.run} of ${experiment} ended: ${event.verdict.replace("-", " ")}`;
    case "run-failed":
      return event.run === undefined
        ? `no run of ${experiment} came of it: ${event.why}`
        : `the run ${event.run} of ${experiment} has no end of its own: ${event.why}`;
  }
}

function checkedInWords({ experiment, checks }: DayEventOf<"checked">): string {
  const count = (outcome: string) => checks.filter((check) => check.outcome === outcome).length;
  const counts = [
    `${count("ok")} ok`,
    ...(count("warning") > 0 ? [`${count("warning")} with a warning`] : []),
    ...(count("refused") > 0 ? [`${count("refused")} refused`] : []),
  ];
  return `checked ${experiment ?? "the day"}: ${counts.join(", ")}`;
}

function reason(why: string | undefined): string {
  return why === undefined || why === "" ? "" : `: ${why}`;
}

/** A stretch of a day in which somebody was at it: it may be left, and taken up again on another. */
export interface Session {
  readonly fromMs: number;
  readonly toMs: number;
  readonly runs: readonly SessionRun[];
  readonly marks: readonly { readonly type: MarkType; readonly atMs: number; readonly text: string }[];
}

export type MarkType = "noted" | "finding-filed" | "stop-asked";

/** A run within a session, and its verdict where it came to one. */
export interface SessionRun {
  readonly experiment: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly verdict?: Verdict;
}

/** The sessions of a day. Where the clock was set back its times lie over each other, as they do on every clock. */
export function sessionsOf(events: readonly DayEvent[]): readonly Session[] {
  const sessions: DayEvent[][] = [[]];
  for (const event of events) {
    if (event.type === "resumed") sessions.push([]);
    sessions.at(-1)?.push(event);
  }
  return sessions.filter(({ length }) => length > 0).map((session) => sessionOf(session, events));
}

function sessionOf(events: readonly DayEvent[], all: readonly DayEvent[]): Session {
  const times = events.map(({ atMs }) => atMs);
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)];
  return {
    fromMs,
    toMs,
    runs: runsIn(events, all, toMs),
    marks: events.flatMap((event) =>
      event.type === "noted" || event.type === "finding-filed" || event.type === "stop-asked"
        ? [{ type: event.type, atMs: event.atMs, text: wordsOf(event).text }]
        : [],
    ),
  };
}

/** A run that its session was cut off in has its end in a later one. */
function runsIn(events: readonly DayEvent[], all: readonly DayEvent[], lastMs: number): readonly SessionRun[] {
  return events.flatMap((event): SessionRun[] => {
    if (event.type !== "run-began") return [];
    const end = all.find((one) => (one.type === "run-ended" || one.type === "run-failed") && one.run === event.run);
    const toMs = Math.max(event.atMs, Math.min(end?.atMs ?? lastMs, lastMs));
    const verdict = end?.type === "run-ended" ? end.verdict : undefined;
    return [{ experiment: event.experiment, fromMs: event.atMs, toMs, ...(verdict && { verdict }) }];
  });
}
