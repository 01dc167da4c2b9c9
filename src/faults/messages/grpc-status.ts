import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { grpcCodes } from "../../proxy/http2/grpc-status.ts";
import { grpcStatus as grpcStatusToxic } from "../../proxy/message-toxics/grpc-status.ts";
import { removesToxic } from "../toxiproxy/toxic-kind.ts";
import { type Choosing, choosingKeys, chosenWords } from "./choosing.ts";
import { type MessageKind, messageToxic, onMessages } from "./message-kind.ts";

interface GrpcStatusParams extends Choosing {
  readonly status: string;
  readonly message?: string | undefined;
}

/** All but OK, which an answer without a message can't have. */
const statuses = Object.keys(grpcCodes).filter((status) => status !== "OK");

export const grpcStatus: MessageKind<GrpcStatusParams> = {
  type: "grpc-status",
  targets: "edge",
  ...onMessages,
  protocols: ["http2", "grpc"],
  missed: (edge: string, params: Choosing) =>
    `of the calls that crossed ${edge} none was one that it acts on (${chosenWords(params)}): ` +
    "was there one, of gRPC without TLS, and at the proxy's address?",
  summary: "Answers calls of gRPC with a status; the callee isn't asked.",
  params: z.strictObject({
    status: z.enum(statuses).meta({ description: "The code, by its name", examples: ["UNAVAILABLE"] }),
    message: textSchema.max(1024).optional().meta({ description: "Its message; default: none" }),
    ...choosingKeys,
  }),
  explain: (params) => ({
    does: `answers ${chosenWords(params)} with the gRPC status ${params.status}; the callee isn't asked`,
    undo: removesToxic,
    proof: "the proxy counts the calls that it answered",
  }),
  toxicTypes: [grpcStatusToxic],
  toxics: (params, group) => messageToxic(grpcStatusToxic.type, { ...params }, group),
  acted: (times, { status }) => `answered ${times} calls with ${status}`,
};
