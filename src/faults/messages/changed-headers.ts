import { z } from "zod";
import { headerNameSchema, headerValueSchema } from "../../files/experiment/value-schemas.ts";
import { charsOf, FIELDS_LIMIT_CHARS } from "../../proxy/messages/field-schemas.ts";

/** They say where a message ends: with others, all that comes behind it on its connection would be read wrongly. */
const FRAMING = ["content-length", "transfer-encoding"];

/** The name of a header that a fault may set or remove. */
export const changedNameSchema = headerNameSchema
  .max(256)
  .refine((name) => !FRAMING.includes(name.toLowerCase()), "it says where a message ends, and can't be changed");

/** Headers that a fault sets, by name. */
export const changedHeadersSchema = z
  .record(changedNameSchema, headerValueSchema.max(4096))
  .refine((headers) => Object.keys(headers).length <= 32, "no more than 32 headers can be set")
  .refine(
    (headers) => charsOf(headers) <= FIELDS_LIMIT_CHARS,
    `all of them together can't be longer than ${FIELDS_LIMIT_CHARS} characters`,
  );
