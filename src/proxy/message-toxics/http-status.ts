import { z } from "zod";
import { choiceShape } from "../messages/choice.ts";
import { setFieldsSchema } from "../messages/field-schemas.ts";
import { fieldOf, requestLineOf, setField } from "../messages/head-fields.ts";
import type { MadeAnswer, MessageToxicType } from "./message-toxic.ts";

const BODY_LIMIT_CHARS = 1024 * 1024;

const schema = z.strictObject({
  ...choiceShape,
  status: z.int().min(200).max(599),
  body: z.string().max(BODY_LIMIT_CHARS).default(""),
  headers: setFieldsSchema.default({}),
});

type Attributes = z.infer<typeof schema>;

/** Answers in place of the callee, which isn't asked. */
export const httpStatus: MessageToxicType<Attributes> = {
  type: "http_status",
  on: "requests",
  schema,
  start: (flow) => ({
    request: (head) => flow.answer(answerTo(head, flow.attributes)),
  }),
};

function answerTo(request: string, { status, body, headers }: Attributes): MadeAnswer {
  const hasBody = status !== 204 && status !== 304;
  const closes = isToClose(request);
  // Taken here, since whoever reads an experiment loads this file, and has no other use for HTTP.
  const { STATUS_CODES } = process.getBuiltinModule("node:http");
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n\r\n`;
  if (hasBody && body !== "") head = setField(head, "Content-Type", "text/plain; charset=utf-8");
  if (hasBody) head = setField(head, "Content-Length", `${Buffer.byteLength(body)}`);
  for (const [name, value] of Object.entries(headers)) head = setField(head, name, value);
  if (closes) head = setField(head, "Connection", "close");
  const isWithBody = hasBody && requestLineOf(request).method !== "HEAD";
  return { head, body: isWithBody ? body : "", closes: closes ? "fin" : undefined };
}

/** A caller that was told before it sent the body may send it or not, so that nothing behind can be understood. */
function isToClose(request: string): boolean {
  const connection = fieldOf(request, "connection") ?? "";
  const isOld = / HTTP\/1\.0\r\n/.test(request.slice(0, request.indexOf("\r\n") + 2));
  return isOld || /\bclose\b/i.test(connection) || /100-continue/i.test(fieldOf(request, "expect") ?? "");
}
