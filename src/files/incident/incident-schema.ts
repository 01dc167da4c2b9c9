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
  name: name.meta({ description: "By which variants speak of it" }),
  at: durationSchema()
    .optional()
    .meta({ description: "Of the document, from the incident's beginning; none if it says none" }),
  text: sentence.meta({ description: "What happens" }),
  place: sentence.optional().meta({ description: "Where the document says so" }),
  when: criterion.meta({ description: "It has come when this holds: over a window" }),
});

const claimKeys = ["baseline", "fault", "recovery", "sometime", "never", "origin", "hurt", "waits", "remedy"] as const;

/** A claim: exactly one of the keys says it. */
const claim = z
  .strictObject({
    text: sentence.meta({ description: "What the document says" }),
    place: sentence.optional().meta({ description: "Where it says so" }),
    baseline: criterion.optional().meta({ description: "Holds over the whole baseline" }),
    fault: criterion.optional().meta({ description: "Holds over the whole fault phase" }),
    recovery: criterion.optional().meta({ description: "Holds over the whole recovery phase" }),
    sometime: criterion.optional().meta({ description: "Holds at some time of the fault phase, over a window" }),
    never: criterion
      .optional()
      .meta({ description: "Holds at no time of the fault phase, over a window, once the first fault is in" }),
    origin: sentence.optional().meta({ description: "The edge (a -> b) where the trouble began" }),
    waits: z
      .strictObject({
        service: name.meta({ description: "Whose calls wait" }),
        on: sentence.meta({ description: "For what, in its words: GET pricing/price" }),
        "at-least": z.int().min(1).meta({ description: "So many" }),
      })
      .optional()
      .meta({ description: "Calls that wait for one thing" }),
    remedy: z
      .strictObject({
        step: sentence.meta({ description: "Id of the step: restart-1; undo for none" }),
        recovers: z.boolean().meta({ description: "Whether it was" }),
      })
      .optional()
      .meta({ description: "Whether steady state was back after a step of the experiment's remedies; undo for none" }),
    hurt: z
      .union([z.array(name).min(1), z.strictObject({ "at-least": z.int().min(1).meta({ description: "So many" }) })])
      .optional()
      .meta({ description: "Services that are hurt, or how many at least" }),
  })
  .refine((found) => claimKeys.filter((key) => found[key] !== undefined).length === 1, {
    error: `a claim says one thing: ${claimKeys.join(", ")}`,
  });

const variant = z.strictObject({
  experiment: textSchema.min(1).meta({ description: "File, relative to this one" }),
  vars: z.record(z.string(), z.string()).default({}).meta({ description: "Variables of the experiment" }),
  ends: z.enum(claimedVerdicts).meta({ description: "Its run's verdict" }),
  stages: z.enum(["in-order", "never"]).optional().meta({
    description: "The incident's stages come in their order, or none of them but the first, which is what is put in",
  }),
  until: name.optional().meta({ description: "The last of the stages that this variant is about; default: all" }),
  claims: z.array(claim).default([]).meta({ description: "What the document says of it" }),
});

/** The format of an incident's file. */
export const incidentSchema = z
  .strictObject({
    name: name.meta({ description: "Lower-case words with dashes" }),
    title: sentence.meta({ description: "What happened" }),
    source: sentence.meta({ description: "The document that it is from" }),
    stages: z.array(stage).default([]).meta({ description: "What happened, one after the other" }),
    variants: z
      .record(name, variant)
      .refine((all) => Object.keys(all).length > 0, "an incident has a variant")
      .meta({ description: "By name: the system as it was, and with what would have saved it" }),
  })
  .refine(({ stages, variants }) => stages.length === 0 || Object.values(variants).some((one) => one.stages), {
    error: "no variant says whether these stages come: `stages: in-order`, or `stages: never`",
    path: ["stages"],
  });

export type IncidentFile = z.infer<typeof incidentSchema>;
export type VariantFile = IncidentFile["variants"][string];
export type ClaimFile = VariantFile["claims"][number];
