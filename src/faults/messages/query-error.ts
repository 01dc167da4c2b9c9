import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { queryError as queryErrorToxic } from "../../proxy/query-toxics/query-error.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { type ChoosingQueries, choosingQueriesKeys, chosenQueries, onQueries } from "./choosing-queries.ts";
import { type MessageKind, messageToxic } from "./message-kind.ts";

interface QueryErrorParams extends ChoosingQueries {
  readonly sqlstate?: string | undefined;
  readonly errno?: number | undefined;
  readonly message?: string | undefined;
  readonly error?: string | undefined;
}

const TEXT_MAX = 1000;
const stateHelp = 'an SQLSTATE of an error is five digits or capitals, in quotes: "57014"';

export const queryError: MessageKind<QueryErrorParams> = {
  type: "query-error",
  ...onQueries,
  summary:
    "Fails queries: those to PostgreSQL and MySQL with an SQLSTATE, those to Redis with an error. The server does none of them.",
  params: z
    .strictObject({
      sqlstate: z
        .string({ error: stateHelp })
        .regex(/^(?!00|01|02)[0-9A-Z]{5}$/, stateHelp)
        .optional()
        .meta({ description: "Of PostgreSQL or MySQL, in quotes", examples: ["57014", "53300", "40001"] }),
      errno: z
        .int()
        .min(1)
        .max(65_534)
        .optional()
        .meta({
          description: "Of MySQL, beside an SQLSTATE; its drivers go by it. Default: 1644",
          examples: [1213, 1205],
        }),
      message: textSchema
        .max(TEXT_MAX)
        .regex(/^[^\0]*$/, "a message has no zero byte")
        .optional()
        .meta({ description: "Beside an SQLSTATE", examples: ["canceling statement due to statement timeout"] }),
      error: textSchema
        .min(1)
        .max(TEXT_MAX)
        .regex(
          /^(?!-)[^\r\n]*$/,
          "an error of Redis is one line, without the - that it begins with: LOADING Redis is loading",
        )
        .optional()
        .meta({ description: "Of Redis, as it begins", examples: ["LOADING Redis is loading the dataset in memory"] }),
      ...choosingQueriesKeys,
    })
    .refine(({ sqlstate, error }) => (sqlstate === undefined) !== (error === undefined), {
      path: ["sqlstate"],
      error:
        'say with what they fail: sqlstate: "57014" for PostgreSQL or MySQL, or error: LOADING Redis is loading for Redis',
    })
    .refine(({ message, error }) => message === undefined || error === undefined, {
      path: ["message"],
      error: "a message goes with sqlstate; for Redis it is all in error",
    })
    .refine(({ errno, sqlstate }) => errno === undefined || sqlstate !== undefined, {
      path: ["errno"],
      error: 'an errno goes with an SQLSTATE: errno: 1213 with sqlstate: "40001"',
    }),
  protocolsWith: ({ sqlstate, errno }) => {
    if (sqlstate === undefined) return ["redis"];
    return errno === undefined ? ["postgres", "mysql"] : ["mysql"];
  },
  explain: (params) => ({
    does: `fails ${chosenQueries(params)} with ${errorWords(params)}; the server does none of them`,
    undo: removesToxic,
    proof: "the proxy counts the queries whose callers got that error",
  }),
  toxicTypes: [queryErrorToxic],
  toxics: (params, group) => messageToxic(queryErrorToxic.type, { ...params }, group),
  acted: (times, params) => `failed ${times} queries with ${errorWords(params)}`,
};

function errorWords({ sqlstate, errno, message, error }: QueryErrorParams): string {
  if (sqlstate === undefined) return `-${error}`;
  const number = errno === undefined ? "" : `error ${errno}, `;
  return message === undefined ? `${number}SQLSTATE ${sqlstate}` : `${number}SQLSTATE ${sqlstate} (${message})`;
}
