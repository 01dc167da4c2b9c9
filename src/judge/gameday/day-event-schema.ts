import { z } from "zod";
import { severities } from "../../files/gameday/finding.ts";
import { parseByType } from "../../values/parse-by-type.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { Occurrence } from "../calendar/occurrences.ts";
import type { Verdict } from "../history/result.ts";
import {
  type DayAgreement,
  type DayCheck,
  type DayEvent,
  type DayEventOf,
  type DayExperiment,
  type FiledFinding,
  type Person,
  roles,
} from "./day-event.ts";

type EventType = DayEvent["type"];

const atMs = z.number().nonnegative();
const count = z.number().nonnegative();
const experiment = z.string().min(1);
const run = z.string().min(1);
const by = z.string().min(1);
const verdict: z.ZodType<Verdict> = z.enum(["pass", "fail", "aborted", "inconclusive", "undo-incomplete"]);

const person = schemaOf<Person>({ name: by, role: z.enum(roles) });

const check = schemaOf<DayCheck>({
  what: z.string(),
  outcome: z.enum(["ok", "warning", "refused"]),
  detail: z.string(),
});

const dayExperiment = schemaOf<DayExperiment>({
  name: experiment,
  title: z.string(),
  run: z.string(),
  hypothesis: z.string(),
  lengthMs: count,
});

const occurrence = schemaOf<Occurrence>({
  atMs,
  zone: z.string(),
  local: z.string(),
  offset: z.string(),
  change: z.exactOptional(z.enum(["skipped", "repeated"])),
});

const agreement = schemaOf<DayAgreement>({
  name: z.string().min(1),
  title: z.string(),
  path: z.string(),
  digest: z.string(),
  when: occurrence,
  participants: z.array(person),
  environment: z.enum(["staging", "production"]),
  experiments: z.array(dayExperiment),
  wayBack: z.array(z.string()),
  budget: z.exactOptional(
    schemaOf<NonNullable<DayAgreement["budget"]>>({
      slo: count,
      left: z.number(),
      planned: count,
      exceededBecause: z.exactOptional(z.string()),
    }),
  ),
});

const finding = schemaOf<FiledFinding>({
  file: z.string().min(1),
  digest: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  owner: z.string(),
  experiment,
  run: z.exactOptional(run),
});

/** The schema of each type of event; an event or a field without one doesn't compile. */
const schemas: { readonly [Type in EventType]: z.ZodType<DayEventOf<Type>> } = {
  "day-began": schemaOf<DayEventOf<"day-began">>({ atMs, type: z.literal("day-began"), by, day: agreement }),
  came: schemaOf<DayEventOf<"came">>({ atMs, type: z.literal("came"), person }),
  went: schemaOf<DayEventOf<"went">>({ atMs, type: z.literal("went"), person }),
  checked: schemaOf<DayEventOf<"checked">>({
    atMs,
    type: z.literal("checked"),
    experiment: z.exactOptional(experiment),
    checks: z.array(check),
  }),
  decided: schemaOf<DayEventOf<"decided">>({
    atMs,
    type: z.literal("decided"),
    experiment,
    go: z.boolean(),
    by,
    why: z.exactOptional(z.string()),
  }),
  "run-began": schemaOf<DayEventOf<"run-began">>({ atMs, type: z.literal("run-began"), experiment, run }),
  "run-ended": schemaOf<DayEventOf<"run-ended">>({
    atMs,
    type: z.literal("run-ended"),
    experiment,
    run,
    verdict,
    exitCode: z.int(),
    headline: z.string(),
  }),
  "run-failed": schemaOf<DayEventOf<"run-failed">>({
    atMs,
    type: z.literal("run-failed"),
    experiment,
    run: z.exactOptional(run),
    why: z.string(),
  }),
  noted: schemaOf<DayEventOf<"noted">>({
    atMs,
    type: z.literal("noted"),
    by,
    text: z.string(),
    experiment: z.exactOptional(experiment),
    run: z.exactOptional(run),
  }),
  "stop-asked": schemaOf<DayEventOf<"stop-asked">>({ atMs, type: z.literal("stop-asked"), by, run }),
  learned: schemaOf<DayEventOf<"learned">>({ atMs, type: z.literal("learned"), experiment, by, text: z.string() }),
  "finding-filed": schemaOf<DayEventOf<"finding-filed">>({ atMs, type: z.literal("finding-filed"), by, finding }),
  reviewed: schemaOf<DayEventOf<"reviewed">>({ atMs, type: z.literal("reviewed"), experiment, by }),
  left: schemaOf<DayEventOf<"left">>({ atMs, type: z.literal("left"), why: z.string() }),
  resumed: schemaOf<DayEventOf<"resumed">>({ atMs, type: z.literal("resumed"), by }),
  "day-ended": schemaOf<DayEventOf<"day-ended">>({
    atMs,
    type: z.literal("day-ended"),
    by,
    spent: z.exactOptional(z.object({ failed: count, requests: count })),
  }),
};

/** The event that a line of a game day's journal holds, or what is wrong with it. */
export function parseDayEvent(value: unknown): DayEvent | z.ZodError | undefined {
  return parseByType<DayEvent>(schemas, value);
}
