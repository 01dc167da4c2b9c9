import { z } from "zod";

/** Far below the length of a head that is still taken for HTTP. */
export const FIELDS_LIMIT_CHARS = 16 * 1024;
const FIELDS_LIMIT = 100;

/** They say how a message is framed: with others, all that comes behind it on the connection would be read wrongly. */
const FRAMING = ["content-length", "transfer-encoding"];

/** The name of a field of a head. */
export const fieldNameSchema = z
  .string()
  .max(256)
  .regex(/^[!#$%&'*+.^_`|~\w-]+$/, "is no name of a header");

/** The name of one that may be set or removed. */
export const changedNameSchema = fieldNameSchema.refine(
  (name) => !FRAMING.includes(name.toLowerCase()),
  "says how messages are framed, and can't be changed",
);

/** Values by name of a field. A name that is wrong is said in its own words, which those of a record's keys aren't. */
export function fieldsSchema(name: z.ZodType<string>, value: z.ZodType<string>) {
  return z
    .record(z.string(), value)
    .refine((fields) => Object.keys(fields).length <= FIELDS_LIMIT, `has more than ${FIELDS_LIMIT} names`)
    .superRefine((fields, { addIssue }) => {
      for (const field of Object.keys(fields))
        for (const { message } of name.safeParse(field).error?.issues ?? [])
          addIssue({ code: "custom", path: [field], message });
    });
}

/** Only what a value may consist of: no line can be added by one. */
const valueSchema = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, "has characters that a header can't have");

/** Fields to be set. */
export const setFieldsSchema = fieldsSchema(changedNameSchema, valueSchema).refine(
  (fields) => charsOf(fields) <= FIELDS_LIMIT_CHARS,
  `is longer than ${FIELDS_LIMIT_CHARS} characters`,
);

/** Length of all names and values. */
export function charsOf(fields: Readonly<Record<string, string>>): number {
  return Object.entries(fields).flat().join("").length;
}
