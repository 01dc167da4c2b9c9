import { z } from "zod";
import { sizeSchema } from "../../files/experiment/value-schemas.ts";
import { httpTruncate as httpTruncateToxic } from "../../proxy/message-toxics/http-truncate.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { type Choosing, choosingKeys, chosenWords } from "./choosing.ts";
import { type MessageKind, messageToxic, missedOrLeft, onMessages } from "./message-kind.ts";

interface HttpTruncateParams extends Choosing {
  readonly bytes: number;
}

export const httpTruncate: MessageKind<HttpTruncateParams> = {
  type: "http-truncate",
  targets: "edge",
  ...onMessages,
  ...missedOrLeft("An answer whose body isn't longer isn't counted."),
  summary: "Ends answers early: so much of the body, then the connection is closed.",
  params: z.strictObject({
    bytes: sizeSchema.meta({ description: "Of the body that still come; an answer with no more than that is whole" }),
    ...choosingKeys,
  }),
  explain: (params) => ({
    does: `closes the connection after ${params.bytes} bytes of the body of the answers to ${chosenWords(params)}`,
    undo: removesToxic,
    proof: "the proxy counts the answers that it cut short",
  }),
  toxicTypes: [httpTruncateToxic],
  toxics: (params, group) => messageToxic(httpTruncateToxic.type, { ...params }, group),
  acted: (times) => `cut ${times} answers short`,
};
