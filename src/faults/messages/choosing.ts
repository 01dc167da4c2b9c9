import { z } from "zod";
import { headerNameSchema, headerValueSchema, shareSchema, textSchema } from "../../files/experiment/value-schemas.ts";

/** The messages of an edge that a fault acts on, by number and chance among those that it may act on. */
export interface Counting {
  /** Of those that all else chooses, 0..1. */
  readonly share?: number | undefined;
  readonly first?: number | undefined;
  readonly after?: number | undefined;
  readonly every?: number | undefined;
  /** Numbers, and ranges of them: 3, `5-7`. */
  readonly calls?: readonly (number | string)[] | undefined;
}

/** The requests of an edge that a fault on messages acts on: all that it names must be so. */
export interface Choosing extends Counting {
  readonly method?: string | undefined;
  /** Without the query; * is any text. */
  readonly path?: string | undefined;
  /** By name: a value in which * is any text. */
  readonly header?: Readonly<Record<string, string>> | undefined;
  /** `trace`, or `header Idempotency-Key`. */
  readonly per?: string | undefined;
}

/** As much as anybody sends in a day. */
const COUNT_MAX = 1e9;
/** Longer ones nobody writes by hand. */
const CALLS_MAX = 1000;

const countSchema = z.int().max(COUNT_MAX);
const callsHelp = "calls are numbers from 1 up and ranges of them: [3, 5-7]";

const callSchema = z
  .union([z.int().min(1).max(COUNT_MAX), z.string()], { error: callsHelp })
  .transform((value, context): number | string => {
    if (typeof value === "number") return value;
    const [, from, to] = /^([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?$/.exec(value) ?? [];
    if (from !== undefined && to === undefined) return Number(from);
    if (from !== undefined && Number(from) <= Number(to)) return value;
    context.addIssue({ code: "custom", message: callsHelp });
    return z.NEVER;
  });

/** The keys that choose by what every request has; Chaos Mesh knows them, too. */
const routeKeys = {
  method: z
    .enum(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
    .optional()
    .meta({ description: "Only these; default: all" }),
  path: textSchema
    .regex(/^[/*]/, "a path begins with a slash, or with * for any text: /checkout/*")
    .max(1000)
    .optional()
    .meta({ description: "Only these, without their query; * is any text. Default: all", examples: ["/checkout/*"] }),
};

/** The keys that choose by number and chance. */
export const numberKeys = {
  share: shareSchema
    .optional()
    .meta({ description: "Share of what all else chooses, drawn by the seed. Default: all" }),
  first: countSchema.min(1).optional().meta({ description: "Only so many, the first" }),
  after: countSchema.min(0).optional().meta({ description: "Only those behind the first so many" }),
  every: countSchema
    .min(1)
    .optional()
    .meta({ description: "Only one in so many: with 3 the third, the sixth and so on" }),
  calls: z
    .array(callSchema, { error: callsHelp })
    .min(1)
    .max(CALLS_MAX)
    .optional()
    .meta({ description: "Only those with these numbers, from 1, and ranges of them", examples: [[3, "5-7"]] }),
};

/** The keys that choose by what our own proxy alone looks at. */
export const countingKeys = {
  header: z
    .record(headerNameSchema, headerValueSchema.max(4096))
    .refine((header) => Object.keys(header).length <= 32, "no more than 32 headers can be asked for")
    .optional()
    .meta({ description: "Only requests with these; * in a value is any text", examples: [{ "X-Tenant": "gold*" }] }),
  ...numberKeys,
  per: textSchema
    .regex(/^(trace|header [\w!#$%&'*+.^`|~-]+)$/, "say `trace`, or `header` and its name: header Idempotency-Key")
    .optional()
    .meta({
      description: "Counts anew for each trace (traceparent), or each value of a header; one without isn't acted on",
      examples: ["trace", "header Idempotency-Key"],
    }),
};

export const choosingKeys = { ...routeKeys, ...countingKeys };

/** `all requests`, `10 % of all requests to POST /charge with X-Tenant: gold*`, `the first 2 requests of each trace` */
export function chosenWords(choosing: Choosing): string {
  const { per } = choosing;
  const ofWhom = per === undefined ? "" : ` of each ${per === "trace" ? "trace" : per.slice("header ".length)}`;
  return countedWords(choosing, matchingWords(choosing), ofWhom);
}

/** `10 % of the first 2 queries`, of the messages that these words name. */
export function countedWords(counting: Counting, named: string, ofWhom = ""): string {
  const { share } = counting;
  const some = countWords(counting, named);
  return share === undefined || share === 1 ? some + ofWhom : `${percentOf(share)} of ${some}${ofWhom}`;
}

function matchingWords({ method, path, header = {} }: Choosing): string {
  const route = [method, path].filter((part) => part !== undefined).join(" ");
  const values = Object.entries(header).map(([name, value]) => `${name}: ${value}`);
  return `requests${route === "" ? "" : ` to ${route}`}${values.length === 0 ? "" : ` with ${values.join(", ")}`}`;
}

function countWords({ calls, ...others }: Counting, some: string): string {
  const counted = placeWords(others, some);
  return calls === undefined ? counted : `numbers ${calls.join(", ")} of ${counted}`;
}

function placeWords({ first, after = 0, every }: Counting, some: string): string {
  const behind = after === 0 ? "" : ` behind the first ${after}`;
  if (every !== undefined && first !== undefined) return `one in ${every} of the first ${first} ${some}${behind}`;
  if (every !== undefined) return `one in ${every} of the ${some}${behind}`;
  if (first === 1) return `the first of the ${some}${behind}`;
  if (first !== undefined) return `the first ${first} ${some}${behind}`;
  return behind === "" ? `all ${some}` : `${some}${behind}`;
}

function percentOf(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
