import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { queryDelay as queryDelayToxic } from "../../proxy/query-toxics/query-delay.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { type ChoosingQueries, choosingQueriesKeys, chosenQueries, onQueries } from "./choosing-queries.ts";
import { type MessageKind, messageToxic } from "./message-kind.ts";

interface QueryDelayParams extends ChoosingQueries {
  /** Milliseconds. */
  readonly delay: number;
}

export const queryDelay: MessageKind<QueryDelayParams> = {
  type: "query-delay",
  ...onQueries,
  summary: "Holds queries to PostgreSQL, MySQL or Redis for a while before the server gets them.",
  params: z.strictObject({
    delay: durationSchema({ leastMs: 1 }).meta({
      description: "Of each query, and what comes behind it on its connection",
    }),
    ...choosingQueriesKeys,
  }),
  explain: (params) => ({
    does: `holds ${chosenQueries(params)} for ${formatDuration(params.delay)}`,
    undo: `${removesToxic}, which hands on what it held`,
    proof: "the proxy counts the queries that it held",
  }),
  toxicTypes: [queryDelayToxic],
  toxics: (params, group) => messageToxic(queryDelayToxic.type, { ...params }, group),
  acted: (times) => `held ${times} queries`,
};
