import type { DayAgreement, DayEvent, FiledFinding } from "../../src/judge/gameday/day-event.ts";
import type { Verdict } from "../../src/judge/history/result.ts";
import { createDay, type DayFolder } from "../../src/records/journal/day-folder.ts";
import { ada, agreement, grace } from "./day-events.ts";

/** A run of a day, as the day tells it. */
export interface PlayedRun {
  readonly experiment: string;
  readonly run: string;
  readonly verdict: Verdict;
}

/** A game day in few words. */
export interface DayScript {
  readonly name?: string;
  readonly title?: string;
  /** ISO 8601; a minute passes with each event. */
  readonly began?: string;
  readonly runs: readonly PlayedRun[];
  readonly findings?: readonly Partial<FiledFinding>[];
  readonly note?: string;
  readonly end?: "over" | "left" | "none";
  readonly given?: Partial<DayAgreement>;
}

const MINUTE_MS = 60_000;

function agreementOf({ name = "checkout-day", title = "Checkout in trouble", runs, given }: DayScript): DayAgreement {
  const experiments = new Set(runs.map(({ experiment }) => experiment));
  const budget = { slo: 0.999, left: 51_840.7, planned: 12_000 };
  return { ...agreement(...experiments), name, title, budget, ...given };
}

/** An event whose time is still to come. */
type Untimed = DayEvent extends infer Event ? (Event extends DayEvent ? Omit<Event, "atMs"> : never) : never;

/** The events of a day on which Linus, who was to come, doesn't. */
export function dayEvents(script: DayScript): readonly DayEvent[] {
  const { runs, began = "2026-12-01T10:02:00Z", findings = [], note = "p95 climbs", end = "over" } = script;
  const events: Untimed[] = [
    { type: "day-began", by: ada.name, day: agreementOf(script) },
    { type: "came", person: ada },
    { type: "came", person: grace },
    { type: "checked", checks: [{ what: "doctor", outcome: "warning", detail: "no netem here" }] },
    ...runs.flatMap((run) => runEvents(run, note)),
    ...findings.map((finding): Untimed => ({ type: "finding-filed", by: grace.name, finding: findingOf(finding) })),
    ...(end === "over"
      ? [{ type: "day-ended", by: ada.name, spent: { failed: 312, requests: 24_000 } } as const]
      : end === "left"
        ? [{ type: "left", why: "lunch" } as const]
        : []),
  ];
  return events.map((event, at): DayEvent => ({ ...event, atMs: Date.parse(began) + at * MINUTE_MS }));
}

function runEvents({ experiment, run, verdict }: PlayedRun, note: string): readonly Untimed[] {
  return [
    {
      type: "checked",
      experiment,
      checks: [{ what: `plan of ${experiment}`, outcome: "ok", detail: "it can be run" }],
    },
    { type: "decided", experiment, go: true, by: "Ada" },
    { type: "run-began", experiment, run },
    { type: "noted", by: "Grace", text: note, experiment, run },
    { type: "run-ended", experiment, run, verdict, exitCode: 0, headline: `${experiment} came to ${verdict}` },
    { type: "learned", experiment, by: "Grace", text: "The cache\nsaves us" },
    { type: "reviewed", experiment, by: "Ada" },
  ];
}

function findingOf(given: Partial<FiledFinding>): FiledFinding {
  return {
    file: "findings/2026-12-01-1.md",
    digest: "0".repeat(64),
    title: "Retries triple the load",
    severity: "high",
    owner: "checkout",
    experiment: "pricing-slow",
    ...given,
  };
}

/** Keeps a day as if it had been held: its folder, and a journal of these events. */
export async function keepDay(gamedays: string, id: string, events: readonly DayEvent[]): Promise<DayFolder> {
  const { folder, journal, claim } = await createDay(gamedays, id, "name: checkout-day\n");
  for (const event of events) journal.append(event);
  const broken = await journal.close();
  if (broken) throw broken;
  await claim.release();
  return folder;
}
