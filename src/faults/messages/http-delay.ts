import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { httpDelay as httpDelayToxic } from "../../proxy/message-toxics/http-delay.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
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

interface HttpDelayParams extends Choosing, OnPort {
  /** Milliseconds. */
  readonly delay: number;
}

export const httpDelay: MessageKind<HttpDelayParams> = {
  type: "http-delay",
  ...onEdgeOrService(),
  ...onMessages,
  summary: "Holds requests for a while before the callee gets them.",
  params: z.strictObject({
    delay: durationSchema({ leastMs: 1 }).meta({
      description: "Of each request, and what comes behind it on its connection",
    }),
    ...choosingKeys,
    ...portKey,
  }),
  explain: (params) => ({
    does: `holds ${params.port === undefined ? chosenWords(params) : routeWords(params)} for ${formatDuration(params.delay)}`,
    undo: `${removesToxic}, which hands on what it held`,
    proof: "the proxy counts the requests that it held",
  }),
  toxicTypes: [httpDelayToxic],
  toxics: (params, group) => messageToxic(httpDelayToxic.type, { ...params }, group),
  acted: (times) => `held ${times} requests`,
};
