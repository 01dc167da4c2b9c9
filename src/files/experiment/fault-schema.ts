import { z } from "zod";
import { fieldsOf } from "../yaml/fields.ts";
import { show } from "../yaml/problem.ts";
import { exactlyOne } from "./exactly-one.ts";
import type { FaultKind } from "./fault-kind.ts";
import type { Mode } from "./fault-spec.ts";
import { durationSchema, textSchema } from "./value-schemas.ts";

const modeHelp = "a mode is one, all, {fixed: 2}, {percent: 50} or {random-max-percent: 50}";

const percentSchema = z.number().positive().max(100).optional();

const modeSchema = z
  .union(
    [
      z.enum(["one", "all"]).transform((kind): Mode => ({ kind })),
      exactlyOne(
        z.strictObject({
          fixed: z.int().min(1).max(1000).optional().meta({ description: "So many replicas" }),
          percent: percentSchema.meta({ description: "Of the replicas, rounded down; one at least" }),
          "random-max-percent": percentSchema.meta({
            description: "One at least, up to so many percent of the replicas; how many is drawn by the seed, too",
          }),
        }),
        ({ fixed, percent, "random-max-percent": most }): Mode | undefined => {
          if (fixed !== undefined) return { kind: "fixed", count: fixed };
          if (percent !== undefined) return { kind: "percent", percent };
          return most === undefined ? undefined : { kind: "random-max-percent", percent: most };
        },
        modeHelp,
      ),
    ],
    { error: (issue) => `found ${show(issue.input)}; ${modeHelp}` },
  )
  .optional()
  .meta({
    description:
      "Which replicas it takes, of the service (default: one) or of an edge's callee (default: all); drawn by the seed",
  });

const timing = {
  start: durationSchema().prefault("0s").meta({ description: "From the beginning of the fault phase" }),
  duration: durationSchema({ leastMs: 1 }).optional().meta({ description: "Default: the rest of the fault phase" }),
};

const allowEmpty = z.boolean().optional().meta({
  description: "Leaves the fault out where its target has no pods, on a cluster; that is an error otherwise",
});

const allowUnreached = z.boolean().optional().meta({
  description: "Takes a fault that no load reaches, which proves nothing by itself; that is an error otherwise",
});

const onEdge = textSchema.meta({
  description: "The edge: caller -> callee",
  pattern: "^\\s*\\S+\\s*->\\s*\\S+\\s*$",
  patternErrorMessage: "this is put on an edge: caller -> callee",
  examples: ["checkout -> pricing"],
});

const onService = textSchema.meta({
  description: "The service",
  pattern: "^[^\\s>]+$",
  patternErrorMessage: "this is done to a service: its name alone",
  examples: ["pricing"],
});

const on: Readonly<Record<FaultKind["targets"], typeof textSchema>> = {
  edge: onEdge,
  service: onService,
  either: textSchema.meta({
    description: "The edge (caller -> callee), or the service",
    examples: ["checkout -> pricing", "pricing"],
  }),
};

/** A fault of the file: what all kinds have in common, and the kind's own keys beside it. */
export interface FaultFile {
  readonly type: string;
  readonly on: string;
  /** Milliseconds. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration?: number | undefined;
  readonly mode?: Mode | undefined;
  readonly "allow-empty"?: boolean | undefined;
  readonly "allow-unreached"?: boolean | undefined;
  readonly [key: string]: unknown;
}

/** A fault of any of the kinds, told apart by its `type`. */
export function faultSchema(kinds: readonly FaultKind[]): z.ZodType<FaultFile> {
  const [first, ...rest] = kinds.map(faultKindSchema);
  if (first === undefined) throw new RangeError("an experiment needs at least one kind of fault");
  return z.discriminatedUnion("type", [first, ...rest]) as unknown as z.ZodType<FaultFile>;
}

/**
 * The same for the faults of one file: of their kinds alone, as the schema of a kind takes longer to build than a fault to read by it. Of all
 * kinds where one of them has none that there is, which is then told of all.
 */
export function faultSchemaFor(faults: readonly unknown[], kinds: readonly FaultKind[]): z.ZodType<FaultFile> {
  const types = faults.map((fault) => fieldsOf(fault).type);
  const named = kinds.filter(({ type }) => types.includes(type));
  const areKnown = types.every((type) => named.some((kind) => kind.type === type));
  return faultSchema(named.length > 0 && areKnown ? named : kinds);
}

/** A fault of one kind. */
export function faultKindSchema(kind: FaultKind) {
  const common = {
    type: z.literal(kind.type).meta({ description: kind.summary }),
    on: on[kind.targets],
    ...timing,
    "allow-empty": allowEmpty,
    "allow-unreached": allowUnreached,
    ...(kind.ownMode ? {} : { mode: modeSchema }),
  };
  return kind.params.safeExtend(common).meta({ title: kind.type, description: kind.summary });
}

/** The keys that only the fault's kind has. */
export function ownParams(fault: FaultFile): unknown {
  const { type, on, start, duration, mode, "allow-empty": _, "allow-unreached": __, ...params } = fault;
  return params;
}
