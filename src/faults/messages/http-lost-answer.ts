import { z } from "zod";
import { httpLostAnswer as httpLostAnswerToxic } from "../../proxy/message-toxics/http-lost-answer.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { type Choosing, choosingKeys, chosenWords } from "./choosing.ts";
import { type MessageKind, messageToxic, onMessages } from "./message-kind.ts";

interface HttpLostAnswerParams extends Choosing {
  readonly hang: boolean;
}

export const httpLostAnswer: MessageKind<HttpLostAnswerParams> = {
  type: "http-lost-answer",
  targets: "edge",
  ...onMessages,
  summary: "Lets the callee do its work, and loses the answer: the connection is reset, or hangs.",
  params: z.strictObject({
    hang: z
      .boolean()
      .default(false)
      .meta({ description: "Nothing comes, and the connection stays open, instead of being reset" }),
    ...choosingKeys,
  }),
  explain: (params) => ({
    does: `drops the answers to ${chosenWords(params)} and ${params.hang ? "leaves the connection open" : "resets the connection"}; the callee has done its work`,
    undo: params.hang ? `${removesToxic}; callers that wait go on waiting until they give up` : removesToxic,
    proof: "the proxy counts the answers that it dropped",
  }),
  toxicTypes: [httpLostAnswerToxic],
  toxics: (params, group) => messageToxic(httpLostAnswerToxic.type, { ...params }, group),
  acted: (times) => `dropped ${times} answers`,
};
