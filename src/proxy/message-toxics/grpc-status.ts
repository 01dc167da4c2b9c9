import { z } from "zod";
import { type GrpcStatus, grpcCodes, isGrpc } from "../http2/grpc-status.ts";
import { choiceShape } from "../messages/choice.ts";
import { fieldOf } from "../messages/head-fields.ts";
import type { MessageToxicType } from "./message-toxic.ts";

const MESSAGE_LIMIT_CHARS = 1024;

const names = Object.keys(grpcCodes) as GrpcStatus[];

/** By name in any case, or by number, as clients of the API may have either. */
const statusSchema = z
  .union([z.string().transform((name) => name.toUpperCase()), z.int().transform((code) => names[code] ?? "")])
  .pipe(z.enum(names));

const schema = z.strictObject({
  ...choiceShape,
  status: statusSchema,
  message: z.string().max(MESSAGE_LIMIT_CHARS).default(""),
});

type Attributes = z.infer<typeof schema>;

/** Answers calls of gRPC with a status, in place of the callee, which isn't asked. Requests that are none pass. */
export const grpcStatus: MessageToxicType<Attributes> = {
  type: "grpc_status",
  on: "requests",
  schema,
  start: (flow) => ({
    request(head) {
      const contentType = fieldOf(head, "content-type");
      if (contentType === undefined || !isGrpc(contentType)) flow.passRequest(head);
      else flow.answer({ head: answerHead(contentType, flow.attributes), body: "" });
    },
  }),
};

/** An answer that consists of trailers alone, as they are sent in place of a head. */
function answerHead(contentType: string, { status, message }: Attributes): string {
  const fields = [`content-type: ${contentType}`, `grpc-status: ${grpcCodes[status]}`];
  if (message !== "") fields.push(`grpc-message: ${percentEncoded(message)}`);
  return `HTTP/1.1 200 OK\r\n${fields.join("\r\n")}\r\n\r\n`;
}

/** As gRPC has it: bytes of UTF-8, all but printable ASCII as %XX. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}
