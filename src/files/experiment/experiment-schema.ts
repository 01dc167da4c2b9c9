import { z } from "zod";
import { show } from "../yaml/problem.ts";
import { edgesSchema } from "./edges-schema.ts";
import { externalSchema } from "./external-schema.ts";
import type { FaultFile } from "./fault-schema.ts";
import { loadOriginSchema } from "./load-origin-schema.ts";
import { loadSchema } from "./load-schema.ts";
import { remedySchema } from "./remedy-schema.ts";
import { signalSchema } from "./signal-schema.ts";
import { durationSchema, shareSchema, textSchema } from "./value-schemas.ts";

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH_MAX = 100;
const nameSchema = textSchema
  .regex(NAME, "a name has lower-case words with dashes between them: pricing-slow")
  .max(NAME_LENGTH_MAX);

const shortText = textSchema.min(1).max(1000);

const variableName = textSchema.regex(
  /^[A-Za-z_]\w*$/,
  "expected the name of a variable, as in [TOKEN]: letters, digits and _, and no digit first",
);

const composeFile = shortText.meta({ description: "Compose file; from this file's folder" });

const composeFiles = z
  .union([composeFile.transform((file) => [file]), z.array(composeFile).min(1).max(20)], {
    error: (issue) => `found ${show(issue.input)}; expected a Compose file, or a list of them`,
  })
  .meta({ description: "Compose file, or several of which later ones override; from this file's folder" });

const composeSchema = z
  .union([
    composeFile.transform((file) => ({
      file: [file],
      project: undefined,
      existing: false,
      proxy: "toxiproxy" as const,
      edges: {},
    })),
    z.strictObject({
      file: composeFiles,
      project: shortText.optional().meta({ description: "Project name; default: the one that Compose gives it" }),
      existing: z.boolean().default(false).meta({ description: "It is up already, and stays up" }),
      proxy: z.enum(["toxiproxy", "brownout", "redirect"]).default("toxiproxy").meta({
        description:
          "What edges run through: the file's Toxiproxy, brownout's proxy in its place, or one in each caller's network to which its connections are redirected",
      }),
      edges: z
        .record(shortText, z.union([shortText, z.int().min(1).max(65_535).transform(String)]))
        .default({})
        .meta({
          description:
            "By edge (a -> b), where it can't be told from the file: the name of Toxiproxy's proxy, or with redirect the callee's port",
        }),
    }),
  ])
  .meta({ description: "A Docker Compose project" });

const kubernetesSchema = z
  .strictObject({
    namespace: shortText.optional().meta({ description: "Default: the one of the context" }),
    context: shortText.optional().meta({ description: "Of the kubeconfig; default: its current one" }),
    manifests: z
      .array(shortText)
      .default([])
      .meta({ description: "Files and folders, applied and removed again; from this file's folder. None: what runs" }),
    selectors: z
      .record(shortText, shortText)
      .default({})
      .meta({ description: "Label selectors by service, where app.kubernetes.io/name and app don't say it" }),
    reach: z
      .union([
        z.enum(["service-proxy", "port-forward"]).transform((by) => ({ by })),
        z.record(shortText, z.url()).transform((urls) => ({ by: "url" as const, urls })),
      ])
      .default({ by: "service-proxy" })
      .meta({ description: "How the load reaches services: through the API server, or at a URL by service" }),
  })
  .meta({ description: "Where the system runs in a cluster" });

const systemSchema = z
  .strictObject({
    graph: shortText.optional().meta({ description: "Service graph for the local platform; from this file's folder" }),
    variant: shortText.optional().meta({ description: "Which variant of the graph" }),
    compose: composeSchema.optional(),
    kubernetes: kubernetesSchema.optional(),
    external: externalSchema.optional(),
  })
  .refine((system) => system.graph ?? system.compose ?? system.kubernetes ?? system.external, {
    error: "a system has at least one of graph, compose, kubernetes and external",
  })
  .refine((system) => system.variant === undefined || system.graph !== undefined, {
    error: "a variant is one of a graph; name the graph too",
    path: ["variant"],
  })
  .meta({ description: "How each platform realises the same system" });

/** Time that a warm-up until steady may take where the file doesn't say. */
const UNTIL_STEADY_MS = 60_000;
/** Shorter, it could not be told. */
const UNTIL_STEADY_LEAST_MS = 5000;

const warmUpHelp = "a warm-up is a duration (5s), until-steady, or {until-steady: 30s} for at most so long";

/** In milliseconds, and whether that is the longest. */
const warmUpSchema = z
  .union(
    [
      durationSchema().transform((ms) => ({ ms, untilSteady: false })),
      z.literal("until-steady").transform(() => ({ ms: UNTIL_STEADY_MS, untilSteady: true })),
      z
        .strictObject({
          "until-steady": durationSchema({ leastMs: UNTIL_STEADY_LEAST_MS }).meta({ description: "At most so long" }),
        })
        .transform(({ "until-steady": ms }) => ({ ms, untilSteady: true })),
    ],
    { error: ({ input }) => `found ${show(input)}; ${warmUpHelp}` },
  )
  .prefault("0s")
  .meta({ description: "Load without judgement: so long, or until it no longer drifts; default none" });

/** Lengths in milliseconds. */
export const phasesSchema = z
  .strictObject({
    "warm-up": warmUpSchema,
    baseline: durationSchema({ leastMs: 1 }).meta({ description: "Load without a fault: what is normal" }),
    fault: durationSchema({ leastMs: 1 }).meta({ description: "Load with the faults" }),
    recovery: durationSchema({ leastMs: 1 }).meta({ description: "Load after the last fault was taken out" }),
  })
  .meta({ description: "How long each phase lasts" });

const criterionSchema = shortText.meta({
  description: "signal.metric op value [over window] [for duration]",
  pattern:
    "^\\s*(\\(.+->.+\\)|[^(.]+)\\s*\\.\\s*\\S+\\s*[<>]=?\\s*(\\S+(\\s+over\\s+\\S+)?(\\s+for\\s+\\S+)?|(\\d\\S*\\s*x\\s*)?[^(.]+\\.(treated|control)\\s*\\.\\s*\\S+(\\s*\\+\\s*\\S+)?)\\s*$",
  patternErrorMessage: "a criterion is signal.metric, a comparison and a value with its unit: shoppers.p95 < 300ms",
  examples: [
    "shoppers.p95 < 300ms",
    "shoppers.error_rate > 50% over 5s",
    "(checkout -> pricing).amplification < 1.5",
    "checkout_errors.value < 5 over 30s",
    "shoppers.treated.p95 < 1.2 x shoppers.control.p95",
  ],
});

const signalNameSchema = textSchema
  .regex(/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/, "a name has lower-case words with _ or - between them: checkout_errors")
  .max(100);

const loadsSchema = z
  .object({ from: loadOriginSchema.optional() })
  .catchall(loadSchema)
  .check(({ value, issues }) => {
    for (const name of Object.keys(value)) {
      const wrong = nameSchema.safeParse(name).error?.issues ?? [];
      if (wrong.length > 0)
        issues.push({ code: "invalid_key", origin: "record", issues: wrong, path: [name], input: name });
    }
    const { from, ...loads } = value;
    if (Object.keys(loads).length > 0) return;
    issues.push({ code: "custom", message: "at least one load is needed", path: [], input: value });
  })
  .meta({
    description: "Loads by name; criteria speak of them",
    propertyNames: { type: "string", maxLength: NAME_LENGTH_MAX, pattern: NAME.source },
  });

const controlSchema = z
  .strictObject({
    share: shareSchema
      .refine((share) => share > 0 && share < 1, "both arms need some of the load: more than 0% and less than 100%")
      .prefault("50%")
      .meta({ description: "Of the requests, by their trace, that all faults spare" }),
  })
  .meta({
    description:
      "Splits every load into two arms at the same time: faults act on the one, shoppers.treated, and spare the other, shoppers.control",
  });

const limitsSchema = z
  .strictObject({
    "max-duration": durationSchema({ leastMs: 1 }).optional().meta({ description: "Of all phases together" }),
    "max-services": z.int().min(1).optional().meta({ description: "In the blast radius" }),
    "max-replicas": z
      .int()
      .min(1)
      .optional()
      .meta({ description: "Replicas that faults on services take, all together" }),
    only: z
      .array(shortText)
      .min(1)
      .optional()
      .meta({ description: "The only services, or edges (a -> b), that a fault may be on" }),
  })
  .meta({ description: "Guard rails: a plan beyond them is refused" });

/**
 * The schema of an experiment file: its types, its messages, and the JSON Schema for editors.
 * @param fault of one fault of the file
 */
export function experimentSchema(fault: z.ZodType<FaultFile>) {
  return z
    .strictObject({
      name: nameSchema.meta({ description: "Lower-case words with dashes", examples: ["pricing-slow"] }),
      title: shortText.optional().meta({ description: "What the experiment claims; default: its name" }),
      owner: shortText.optional().meta({ description: "Who acts on the result" }),
      tags: z.array(shortText).max(100).default([]).meta({ description: "To pick experiments by: run --tag" }),
      sources: z.array(shortText).max(100).default([]).meta({
        description:
          "Files, folders and patterns of what the experiment is about, from this file's folder: with run --changed-since it is run when one of them changed",
      }),
      secrets: z.array(variableName).max(100).default([]).meta({
        description: "Variables whose values are never shown nor kept, wherever they come from",
      }),
      seed: z.int().default(1).meta({ description: "Repeats arrivals, jitter and the choice of replicas" }),
      system: systemSchema,
      edges: edgesSchema.optional(),
      load: loadsSchema,
      control: controlSchema.optional(),
      signals: z
        .record(signalNameSchema, signalSchema)
        .optional()
        .meta({ description: "Numbers from outside by name; criteria speak of their value" }),
      phases: phasesSchema,
      "steady-state": z
        .array(criterionSchema)
        .min(1)
        .max(100)
        .meta({ description: "Must hold in the baseline, or nothing is injected" }),
      faults: z.array(fault).min(1).max(100).meta({ description: "What is put in, and taken out again" }),
      remedies: z.array(remedySchema).max(20).default([]).meta({
        description: "Steps in the recovery phase; a run shows after which of them steady state is back",
      }),
      abort: z.array(criterionSchema).max(100).default([]).meta({
        description: "Judged live, all through, over 5s unless they say otherwise; the first that holds ends the fault",
      }),
      expect: z.array(criterionSchema).min(1).max(100).meta({ description: "Judged over the fault phase" }),
      limits: limitsSchema.default({}),
    })
    .meta({ description: "An experiment of brownout" });
}

export type ExperimentFile = z.output<ReturnType<typeof experimentSchema>>;
