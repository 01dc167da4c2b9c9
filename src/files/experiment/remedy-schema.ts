import { z } from "zod";
import { durationSchema, shareSchema, textSchema } from "./value-schemas.ts";

/** The words of remedies. A step has one of them. */
export const remedyWords = ["restart", "scale", "shed", "cap-retries", "reset-breakers", "request"] as const;
export type RemedyWord = (typeof remedyWords)[number];

/** The other keys that a step with that word may have, those it needs first. */
const keysOf: Readonly<Record<RemedyWord, { readonly needs: readonly string[]; readonly takes: readonly string[] }>> = {
  restart: { needs: [], takes: ["grace"] },
  scale: { needs: ["to"], takes: ["for"] },
  shed: { needs: ["on"], takes: ["for"] },
  "cap-retries": { needs: ["on"], takes: ["for"] },
  "reset-breakers": { needs: [], takes: [] },
  request: { needs: [], takes: ["undo", "for"] },
};

const requestSchema = textSchema.meta({
  description: "Method and target: a service with a path",
  pattern: "^[A-Z]+ \\S.*$",
  patternErrorMessage: "a request is a method and a path of a service: POST checkout/debug/reset",
  examples: ["POST api/debug/shed?share=0.8"],
});

/** A step of `remedies`, with its requests still as they are written. */
export const remedySchema = z
  .strictObject({
    at: durationSchema().meta({ description: "From the beginning of the recovery phase; later than the step before" }),
    restart: textSchema.optional().meta({ description: "The service whose replicas end and start again, all at once" }),
    scale: textSchema.optional().meta({ description: "The service that gets another number of replicas" }),
    shed: shareSchema.optional().meta({ description: "The share of a service's requests that it refuses at once" }),
    "cap-retries": z
      .int()
      .min(0)
      .max(10)
      .optional()
      .meta({ description: "Attempts after the first that are left: of a load's senders, or of a service's calls" }),
    "reset-breakers": textSchema.optional().meta({ description: "The service whose breakers close" }),
    request: requestSchema.optional().meta({ description: "A request that each replica of a service is sent" }),
    on: textSchema.optional().meta({ description: "The service, or for cap-retries a load or a service" }),
    grace: durationSchema().optional().meta({ description: "Of a restart: from SIGTERM to SIGKILL; default 10s" }),
    to: z.int().min(1).max(1000).optional().meta({ description: "Of scale: how many replicas the service is to have" }),
    for: durationSchema({ leastMs: 1 })
      .optional()
      .meta({ description: "Taken back after so long; default: at the end of the run" }),
    undo: requestSchema.optional().meta({ description: "Of a request: what takes it back" }),
  })
  .check(({ value, issues }) => {
    const refuse = (message: string) => issues.push({ code: "custom", message, input: value, path: [] });
    const words = remedyWords.filter((word) => value[word] !== undefined);
    const [word] = words;
    if (word === undefined || words.length > 1) {
      refuse(`a remedy has one of ${remedyWords.join(", ")}; found ${words.join(" and ") || "none"}`);
      return;
    }
    const { needs, takes } = keysOf[word];
    const others = Object.entries(value).flatMap(([key, given]) => (given === undefined ? [] : [key]));
    for (const key of needs) if (!others.includes(key)) refuse(`${word} needs \`${key}\``);
    const foreign = others.filter((key) => ![word, "at", ...needs, ...takes].includes(key));
    for (const key of foreign) refuse(`${word} has no \`${key}\``);
    if (word === "request" && value.for !== undefined && value.undo === undefined) {
      refuse("a request that is taken back after a time needs `undo`, the request that does it");
    }
  });

export type RemedyFile = z.output<typeof remedySchema>;
