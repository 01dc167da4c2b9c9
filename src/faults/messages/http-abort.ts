import { z } from "zod";
import { httpAbort as httpAbortToxic } from "../../proxy/message-toxics/http-abort.ts";
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

export const httpAbort: MessageKind<Choosing & OnPort> = {
  type: "http-abort",
  ...onEdgeOrService(),
  ...onMessages,
  summary: "Resets the connection of requests, before the callee is asked.",
  params: z.strictObject({ ...choosingKeys, ...portKey }),
  explain: (params) => ({
    does: `resets the connection of ${params.port === undefined ? chosenWords(params) : routeWords(params)}, before the callee is asked`,
    undo: removesToxic,
    proof: "the proxy counts the requests whose connection it reset",
  }),
  toxicTypes: [httpAbortToxic],
  toxics: (params, group) => messageToxic(httpAbortToxic.type, { ...params }, group),
  acted: (times) => `reset the connection of ${times} requests`,
};
