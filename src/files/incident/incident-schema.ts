import { z } from "zod";
import { durationSchema, textSchema } from "../experiment/value-schemas.ts";
import { claimedVerdicts } from "./incident.ts";

const name = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "a name has lower-case words with dashes between them");
const sentence = textSchema.min(1).max(300);
const criterion = textSchema.min(1).max(300);

const stage = z.strictObject({
  name,
  at: durationSchema()
    .optional()
    .meta({ description: "Of the document, from the incident's beginning; none if it says none" }),
  text: sentence,
  place: sentence.optional(),
  when: criterion,
});

const claimKeys = ["baseline", "fault", "recovery", "sometime", "never", "origin", "hurt", "waits", "remedy"] as const;

/** A claim: exactly one of the keys says it. */
const claim = z
  .strictObject({
    text: sentence,
    place: sentence.optional(),
    baseline: criterion.optional(),
    fault: criterion.optional(),
    recovery: criterion.optional(),
    sometime: criterion.optional(),
    never: criterion.optional(),
    origin: sentence.optional(),
    waits: z.strictObject({ service: name, on: sentence, "at-least": z.int().min(1) }).optional(),
    remedy: z
      .strictObject({ step: sentence, recovers: z.boolean() })
      .optional()
      .meta({ description: "Whether steady state was back after a step of the experiment's remedies; undo for none" }),
    hurt: z.union([z.array(name).min(1), z.strictObject({ "at-least": z.int().min(1) })]).optional(),
  })
  .refine((found) => claimKeys.filter((key) => found[key] !== undefined).length === 1, {
    error: `a claim says one thing: ${claimKeys.join(", ")}`,
  });

const variant = z.strictObject({
  experiment: textSchema.min(1).meta({ description: "File, relative to this one" }),
  vars: z.record(z.string(), z.string()).default({}).meta({ description: "Variables of the experiment" }),
  ends: z.enum(claimedVerdicts),
  stages: z.enum(["in-order", "never"]).optional().meta({
    description: "The incident's stages come in their order, or none of them but the first, which is what is put in",
  }),
  until: name.optional().meta({ description: "The last of the stages that this variant is about; default: all" }),
  claims: z.array(claim).default([]),
});

/** The format of an incident's file. */
export const incidentSchema = z
  .strictObject({
    name,
    title: sentence,
    source: sentence,
    stages: z.array(stage).default([]),
    variants: z.record(name, variant).refine((all) => Object.keys(all).length > 0, "an incident has a variant"),
  })
  .refine(({ stages, variants }) => stages.length === 0 || Object.values(variants).some((one) => one.stages), {
    error: "no variant says whether these stages come: `stages: in-order`, or `stages: never`",
    path: ["stages"],
  });

export type IncidentFile = z.infer<typeof incidentSchema>;
export type VariantFile = IncidentFile["variants"][string];
export type ClaimFile = VariantFile["claims"][number];
