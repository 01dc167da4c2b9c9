import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { httpStatus as httpStatusToxic } from "../../proxy/message-toxics/http-status.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { changedHeadersSchema } from "./changed-headers.ts";
import { type Choosing, choosingKeys, chosenWords } from "./choosing.ts";
import {
  type MessageKind,
  messageToxic,
  type OnPort,
  onEdgeOrService,
  onMessages,
  portKey,
  routeWords,
} from "./message-kind.ts";

interface HttpStatusParams extends Choosing, OnPort {
  readonly status: number;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export const httpStatus: MessageKind<HttpStatusParams> = {
  type: "http-status",
  ...onEdgeOrService("body", "headers"),
  ...onMessages,
  summary:
    "Answers requests with a status. On an edge the callee isn't asked; on a service it has done its work, and its answer gets another status.",
  params: z.strictObject({
    status: z
      .int()
      .min(200)
      .max(599)
      .meta({ description: "The status of the answer", examples: [503] }),
    body: textSchema.max(65_536).optional().meta({ description: "The answer's body; default: none" }),
    headers: changedHeadersSchema
      .optional()
      .meta({ description: "The answer's headers", examples: [{ "Cache-Control": "no-store" }] }),
    ...choosingKeys,
    ...portKey,
  }),
  explain: (params) => ({
    does:
      params.port === undefined
        ? `answers ${chosenWords(params)} with ${params.status}; the callee isn't asked`
        : `gives the answers to ${routeWords(params)} the status ${params.status}`,
    undo: removesToxic,
    proof: "the proxy counts the requests that it answered",
  }),
  toxicTypes: [httpStatusToxic],
  toxics: (params, group) => messageToxic(httpStatusToxic.type, { ...params }, group),
  acted: (times, { status }) => `answered ${times} requests with ${status}`,
};
