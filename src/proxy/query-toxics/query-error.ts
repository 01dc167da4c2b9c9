import { z } from "zod";
import { queryChoiceShape } from "../queries/query-choice.ts";
import type { QueryToxicType } from "./query-toxic.ts";

const TEXT_LIMIT_CHARS = 4096;
/** The one behind it isn't an error's. */
const LAST_NUMBER = 65_534;

const schema = z
  .strictObject({
    ...queryChoiceShape,
    sqlstate: z
      .string()
      .regex(/^(?!00|01|02)[0-9A-Z]{5}$/, "is no SQLSTATE of an error: five digits and capitals, such as 57014")
      .or(z.literal(""))
      .default(""),
    message: z
      .string()
      .max(TEXT_LIMIT_CHARS)
      // The protocol ends texts with it.
      .regex(/^[^\0]*$/, "has a zero byte")
      .default("canceled by a fault"),
    /** Beside an SQLSTATE; 0 for none. */
    errno: z.int().min(0).max(LAST_NUMBER).default(0),
    error: z
      .string()
      .max(TEXT_LIMIT_CHARS)
      .regex(/^(?!-)[^\r\n]*$/, "is the text of an error reply: one line, without the - that it begins with")
      .default(""),
  })
  .refine(({ sqlstate, error }) => (sqlstate === "") !== (error === ""), {
    path: ["sqlstate"],
    error: "is given for PostgreSQL or MySQL, or error for Redis: one of the two",
  });

/**
 * Has queries fail: in PostgreSQL with `sqlstate` and `message`, in MySQL with `errno`, too, in Redis with `error`. The server
 * does none of them.
 */
export const queryError: QueryToxicType<z.infer<typeof schema>> = {
  type: "query_error",
  on: "queries",
  schema,
  canActOn: ({ failsBy }, attributes) => failsBy !== undefined && attributes[failsBy] !== "",
  start: (flow) => ({ query: () => flow.fail() }),
};
