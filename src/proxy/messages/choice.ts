import { z } from "zod";
import { type Arm, armOf } from "../../values/arms.ts";
import { randomFor } from "../draw.ts";
import { fieldNameSchema, fieldsSchema } from "./field-schemas.ts";
import { matchesGlob } from "./glob.ts";
import { fieldOf, type RequestLine, requestLineOf } from "./head-fields.ts";

const PER_HEADER = /^header ([!#$%&'*+.^_`|~\w-]+)$/i;
/** Of a trace's id the last half draws and counts: the first may be a run's, and a seed is to choose the same in every run. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{16})([0-9a-f]{16})-[0-9a-f]{16}-[0-9a-f]{2}(-|$)/;

/** Limits of what is looked at for each request. */
const TEXT_LIMIT_CHARS = 4096;
const CALLS_LIMIT = 1000;

/** A pattern or a name by which something is chosen. */
export const textSchema = z.string().max(TEXT_LIMIT_CHARS);
const count = z.int().min(0).default(0);

const callSchema = z.union([z.int().min(1), z.string().refine((range) => isRange(range))], {
  error: "is a number from 1, or two with a hyphen between them: 5-7",
});

/** The attributes by which a toxic chooses by number and chance, among the messages that it counts. */
export const countShape = {
  share: z.number().min(0).max(1).default(1),
  first: count,
  after: count,
  every: count,
  calls: z.array(callSchema).max(CALLS_LIMIT).default([]),
  group: textSchema.default(""),
};

export type Counting = Readonly<z.infer<z.ZodObject<typeof countShape>>>;

/** The attributes by which a toxic chooses requests. All have to fit; what isn't asked for fits. */
export const choiceShape = {
  ...countShape,
  method: textSchema.regex(/^[!#$%&'*+.^_`|~\w-]*$/, "is no method").default(""),
  path: textSchema.default(""),
  header: fieldsSchema(fieldNameSchema, textSchema).default({}),
  per: z
    .string()
    .refine((per) => per === "" || per === "trace" || PER_HEADER.test(per), 'is "trace", or "header" and a name')
    .default(""),
  arm: z
    .strictObject({
      seed: z.int(),
      control: z.number().gt(0).lt(1),
      prefix: z
        .string()
        .regex(/^([0-9a-f]{16})?$/, "is 16 digits in hex")
        .default(""),
    })
    .nullable()
    .default(null),
};

export type Choice = Readonly<z.infer<z.ZodObject<typeof choiceShape>>>;

/** Tells whether a request is one of those that are counted, by its method, path and header. */
export function isCounted({ method, path, header }: Choice, head: string): boolean {
  const line = requestLineOf(head);
  if (method !== "" && method.toUpperCase() !== line.method.toUpperCase()) return false;
  if (path !== "" && !matchesGlob(path, pathOf(line))) return false;
  return Object.entries(header).every(([name, glob]) => {
    const value = fieldOf(head, name);
    return value !== undefined && matchesGlob(glob, value);
  });
}

/**
 * Text by which a request is counted and drawn: of its trace, or of the value of a header; "" when all are counted
 * together. Undefined for a request without: it can't be chosen.
 */
export function keyOf({ per }: Choice, head: string): string | undefined {
  if (per === "") return "";
  const name = PER_HEADER.exec(per)?.[1];
  const value = name === undefined ? traceOf(head)?.last : fieldOf(head, name);
  if (value === undefined) return undefined;
  // Taken here, since whoever reads an experiment loads this file, and has no other use for it.
  const { hash } = process.getBuiltinModule("node:crypto");
  // A part of a text keeps all of it in memory: what is kept is as long for every value.
  return hash("sha256", value, "base64");
}

/** The arm that a request is in by its trace; undefined for one without, or of a trace that begins otherwise: it is in neither. */
export function armOfRequest(split: NonNullable<Choice["arm"]>, head: string): Arm | undefined {
  const trace = traceOf(head);
  if (trace === undefined || !trace.first.startsWith(split.prefix)) return undefined;
  return armOf(trace.last, split);
}

/** The halves of a request's trace id; undefined for one without. */
function traceOf(head: string): { readonly first: string; readonly last: string } | undefined {
  const [, first, last] = TRACEPARENT.exec(fieldOf(head, "traceparent") ?? "") ?? [];
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** Tells whether the `n`-th message that is counted, from 1, is one that is asked for. */
export function isAskedFor({ first, after, every, calls }: Counting, n: number): boolean {
  if (n <= after) return false;
  if (first > 0 && n - after > first) return false;
  if (every > 0 && (n - after) % every !== 0) return false;
  return calls.length === 0 || calls.some((call) => isWithin(n, rangeOf(call)));
}

/**
 * Draws whether a message is in the share. Requests of a key share one draw, which is the same wherever seed and group
 * are; without a key each has its own, by its number.
 */
export function isDrawn({ share }: Counting, seed: number, name: string, drawBy: string | number): boolean {
  return share >= 1 || randomFor(seed, name, drawBy)() < share;
}

/** The path of a request without its query; of one to a proxy without the host. */
function pathOf({ target }: RequestLine): string {
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "");
  return path.split("?", 1)[0] || "/";
}

type Range = readonly [from: number, to: number];

function rangeOf(call: number | string): Range {
  if (typeof call === "number") return [call, call];
  const [from = 0, to = 0] = call.split("-").map(Number);
  return [from, to];
}

function isRange(range: string): boolean {
  const [from, to] = rangeOf(range);
  return /^\d{1,15}-\d{1,15}$/.test(range) && from >= 1 && from <= to;
}

function isWithin(n: number, [from, to]: Range): boolean {
  return n >= from && n <= to;
}
