import { z } from "zod";
import { dataRateSchema } from "../../files/experiment/value-schemas.ts";
import { httpSlowAnswer as httpSlowAnswerToxic } from "../../proxy/message-toxics/http-slow-answer.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { type Choosing, choosingKeys, chosenWords } from "./choosing.ts";
import { type MessageKind, messageToxic, missedOrLeft, onMessages } from "./message-kind.ts";

interface HttpSlowAnswerParams extends Choosing {
  /** Bytes per second. */
  readonly rate: number;
}

export const httpSlowAnswer: MessageKind<HttpSlowAnswerParams> = {
  type: "http-slow-answer",
  targets: "edge",
  ...onMessages,
  ...missedOrLeft("An answer that is no slower at this rate isn't counted."),
  summary: "Gives the head of an answer at once, and its body at a rate.",
  params: z.strictObject({
    rate: dataRateSchema.meta({ description: "Of each answer's body" }),
    ...choosingKeys,
  }),
  explain: (params) => ({
    does: `lets the bodies of the answers to ${chosenWords(params)} come at ${Number((params.rate / 1e3).toPrecision(3))} KB/s, their heads at once`,
    undo: `${removesToxic}, which hands on what it held`,
    proof: "the proxy counts the answers that it slowed",
  }),
  toxicTypes: [httpSlowAnswerToxic],
  toxics: (params, group) => messageToxic(httpSlowAnswerToxic.type, { ...params }, group),
  acted: (times) => `slowed ${times} answers`,
};
