import { z } from "zod";

/**
 * An object whose keys are alternatives: just one of them may be there. `pick` gives that one's value.
 * `help` says what is allowed.
 */
export function exactlyOne<Schema extends z.ZodObject, Picked>(
  schema: Schema,
  pick: (value: z.output<Schema>) => Picked | undefined,
  help: string,
) {
  return schema.transform((value, context): Picked => {
    if (context.issues.length > 0) return z.NEVER;
    const picked = pick(value);
    if (picked !== undefined && Object.keys(value).length === 1) return picked;
    const keys = Object.keys(value).join(" and ") || "nothing";
    context.addIssue({ code: "custom", message: `found ${keys}; ${help}` });
    return z.NEVER;
  });
}
