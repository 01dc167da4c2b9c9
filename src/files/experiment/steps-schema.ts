import { z } from "zod";
import { parseJsonPointer } from "../../values/json-pointer.ts";
import { show } from "../yaml/problem.ts";
import { exactlyOne } from "./exactly-one.ts";
import { type TakeSource, VISITS } from "./steps.ts";
import { durationSchema, regexSchema, textSchema } from "./value-schemas.ts";

const pointerSchema = textSchema
  .refine((text) => parseJsonPointer(text) !== undefined, {
    error: ({ input }) => `found ${show(input)}; a JSON Pointer begins with a slash: /token, /user/id`,
  })
  .meta({ description: "JSON Pointer to it in the answer's body", examples: ["/token"] });

const headerSchema = textSchema
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, "a header's name has letters, digits and dashes")
  .meta({ description: "The header that it is" });

const takenRegex = regexSchema.meta({
  description: "Its first group, or all that matches, in the answer's body",
  examples: ["csrf=([0-9a-f]+)"],
});

const takeHelp = "a value is taken by one of json (a JSON Pointer), header and regex: {json: /token}";

const takeSchema = exactlyOne(
  z.strictObject({
    json: pointerSchema.optional(),
    header: headerSchema.optional(),
    regex: takenRegex.optional(),
  }),
  ({ json, header, regex }): TakeSource | undefined => {
    if (json !== undefined) return { kind: "json", pointer: json };
    if (header !== undefined) return { kind: "header", header: header.toLowerCase() };
    return regex === undefined ? undefined : { kind: "regex", pattern: regex };
  },
  takeHelp,
);

const thinkHelp = "a pause is a duration (500ms), or {from: 1s, to: 5s}, from which it is drawn";

const thinkSchema = z.union(
  [
    durationSchema().transform((ms) => ({ from: ms, to: ms })),
    z
      .strictObject({
        from: durationSchema().meta({ description: "The shortest pause" }),
        to: durationSchema().meta({ description: "The longest pause" }),
      })
      .refine(({ from, to }) => from <= to, { error: thinkHelp }),
  ],
  { error: ({ input }) => `found ${show(input)}; ${thinkHelp}` },
);

const stepName = textSchema
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "a name has lower-case words with dashes between them: log-in")
  .max(50)
  .refine((name) => name !== VISITS, { error: `${VISITS} is the name of the visits themselves` });

/** Keys of a step that are a request's, which it has in common with a request that is sent alone. */
interface RequestParts {
  readonly request: z.ZodType<string>;
  readonly headers: z.ZodType<Record<string, string>>;
  readonly body: z.ZodType<string>;
}

/** The steps of a load of visits. */
export function stepsSchema({ request, headers, body }: RequestParts) {
  const step = z
    .strictObject({
      think: thinkSchema.optional().meta({ description: "A pause before the next request; stands alone" }),
      name: stepName.optional().meta({ description: "Names its signal, as in shoppers-login; default: step-1 …" }),
      request: request.optional(),
      headers: headers.optional().meta({ description: "On top of the load's headers" }),
      body: body.optional(),
      take: z
        .record(textSchema.regex(/^[a-z]\w*$/i, "a name has letters, digits and _: token"), takeSchema)
        .optional()
        .meta({ description: "Values of the answer, by names that later steps have in templates: {{token}}" }),
    })
    .refine(({ think, ...others }) => (think === undefined) === (others.request !== undefined), {
      error: "a step has one of request and think",
    })
    .refine(({ think, ...others }) => think === undefined || Object.keys(others).length === 0, {
      error: "a pause stands alone: - think: 500ms",
    });
  return z
    .array(step)
    .min(1)
    .max(100)
    .meta({ description: "A visit in place of single requests: requests one after the other, with pauses between" });
}
