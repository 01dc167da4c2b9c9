import { z } from "zod";
import type { AskedDifference } from "../../judge/compare/asked-differences.ts";
import type { Change } from "../../judge/compare/change.ts";
import { CHANGED_FIGURES } from "../../judge/compare/changed-figures.ts";
import { measuredPhases } from "../../judge/history/event.ts";
import type { Interval } from "../../judge/measure/wilson.ts";
import { schemaOf } from "../../values/schema-of.ts";
import { COMPARISON_FORMAT, type ComparisonDocument } from "./document.ts";
import type { DegradationOrder, OutcomesOfBoth } from "./outcomes.ts";

const words = z.array(z.string());
const count = z.int().nonnegative();

const side = schemaOf<ComparisonDocument["a"]>({
  experiment: z.string(),
  runs: words,
  loads: words,
  degradationOrders: z.array(schemaOf<DegradationOrder>({ order: words, runs: count })),
});

const difference = schemaOf<AskedDifference>({
  what: z.string(),
  a: z.exactOptional(z.unknown()),
  b: z.exactOptional(z.unknown()),
});

const change = schemaOf<Change>({
  signal: z.string(),
  phase: z.enum(measuredPhases),
  figure: z.enum(CHANGED_FIGURES),
  a: z.number(),
  b: z.number(),
  difference: z.number(),
  interval: z.exactOptional(schemaOf<Interval>({ low: z.number(), high: z.number() })),
  wouldSee: z.exactOptional(z.number()),
  conclusion: z.enum(["more", "less", "alike", "not-shown", "untold"]),
});

const outcomes = z.record(z.string(), count);

/** A comparison as a document. A field of one without a schema doesn't compile. */
const comparisonSchema = schemaOf<ComparisonDocument>({
  formatVersion: z.literal(COMPARISON_FORMAT),
  conclusion: z.enum(["differ", "these-runs-differ", "not-shown", "too-few"]),
  reasons: words,
  over: z.enum(["runs", "stretches", "nothing"]),
  level: z.number(),
  a: side,
  b: side,
  asked: z.array(difference),
  made: z.array(difference),
  notes: words,
  changes: z.array(change),
  outcomes: z.array(schemaOf<OutcomesOfBoth>({ name: z.string(), a: outcomes, b: outcomes })),
});

/**
 * The JSON Schema of what `report --compare --json` prints, draft 7.
 * @param fields `any` lets fields be that a later version may add; `known` takes none but those that there are now
 */
export function comparisonJsonSchema(fields: "any" | "known"): object {
  return z.toJSONSchema(comparisonSchema, { target: "draft-7", io: fields === "any" ? "input" : "output" });
}
