import { textSchema } from "../../files/experiment/value-schemas.ts";
import { type Counting, countedWords, numberKeys } from "./choosing.ts";

/** The queries of an edge that a fault acts on: all that it names must be so. */
export interface ChoosingQueries extends Counting {
  /** A statement's text, or a command and its words; * is any text. */
  readonly match?: string | undefined;
}

export const choosingQueriesKeys = {
  match: textSchema
    .min(1)
    .max(4096)
    .optional()
    .meta({
      description:
        "Only statements (PostgreSQL, MySQL) or commands (Redis) like this: * is any text, and what comes behind a space need not be said. Default: all",
      examples: ["SELECT*prices*", "GET price:*"],
    }),
  ...numberKeys,
};

/** `all queries`, `10 % of all queries like GET price:*` */
export function chosenQueries(choosing: ChoosingQueries): string {
  const { match } = choosing;
  return countedWords(choosing, match === undefined ? "queries" : `queries like ${match}`);
}

/** All that kinds on queries have in common. */
export const onQueries = {
  targets: "edge",
  protocols: ["redis", "postgres", "mysql"],
  countsTogether: true,
  missed: (edge: string, params: ChoosingQueries) =>
    `of the calls that crossed ${edge} none was one that it acts on (${chosenQueries(params)}): ` +
    "was there one, to Redis, PostgreSQL or MySQL, not encrypted or compressed, and at the proxy's address?",
} as const;
