import { z } from "zod";
import { httpHeader as httpHeaderToxic } from "../../proxy/message-toxics/http-header.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { changedHeadersSchema, changedNameSchema } from "./changed-headers.ts";
import { type Choosing, choosingKeys, chosenWords } from "./choosing.ts";
import { type MessageKind, messageToxic, missedOrLeft, onMessages } from "./message-kind.ts";

interface HttpHeaderParams extends Choosing {
  readonly message: "request" | "answer";
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export const httpHeader: MessageKind<HttpHeaderParams> = {
  type: "http-header",
  targets: "edge",
  ...onMessages,
  ...missedOrLeft("One whose headers are so already isn't counted."),
  summary: "Sets or removes headers of requests, or of their answers.",
  params: z
    .strictObject({
      message: z.enum(["request", "answer"]).default("request").meta({ description: "Which of the two is changed" }),
      set: changedHeadersSchema
        .default({})
        .meta({ description: "By name, in place of what is there", examples: [{ "Cache-Control": "no-store" }] }),
      remove: z
        .array(changedNameSchema)
        .max(100)
        .default([])
        .meta({ description: "Names", examples: [["Idempotency-Key"]] }),
      ...choosingKeys,
    })
    .refine(({ set, remove }) => Object.keys(set).length + remove.length > 0, {
      path: ["set"],
      error: "nothing is set and nothing removed; say one of the two: set: { Cache-Control: no-store }",
    }),
  explain: (params) => ({
    does: `${changes(params)} ${params.message === "request" ? "on" : "on the answers to"} ${chosenWords(params)}`,
    undo: removesToxic,
    proof: `the proxy counts the ${params.message}s that it changed`,
  }),
  toxicTypes: [httpHeaderToxic],
  toxics: ({ message, ...params }, group) => messageToxic(httpHeaderToxic.type, { ...params, on: message }, group),
  acted: (times, { message }) => `changed ${times} ${message}s`,
};

function changes({ set, remove }: HttpHeaderParams): string {
  const sets = Object.entries(set).map(([name, value]) => `${name}: ${value}`);
  return [
    ...(sets.length > 0 ? [`sets ${sets.join(", ")}`] : []),
    ...(remove.length > 0 ? [`removes ${remove.join(", ")}`] : []),
  ].join(" and ");
}
