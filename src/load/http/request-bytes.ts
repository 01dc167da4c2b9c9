import { unsendableHeaders } from "../../files/experiment/unsendable-headers.ts";
import type { OutgoingRequest } from "../request-mix.ts";
import { BLANK_TRACEPARENT, hasOwnTraceparent } from "../traceparents.ts";

/** A request as it is written. */
export interface RenderedRequest {
  readonly bytes: Buffer;
  /** The place in them of a blank `traceparent`, which each time that it is sent is written anew; undefined where there is none. */
  readonly traceparentAt: number | undefined;
  /** The value of its Host field. */
  readonly host: string;
  /** True when no other request may follow on its connection. */
  readonly isLast: boolean;
}

/** A request can't be sent with one of its fields. Its value is in no error: it may be a secret. */
export class UnsendableFieldError extends Error {
  readonly code: string;

  constructor(name: string) {
    super(`a request can't be sent with this field ${name}`);
    this.code = `unsendable field ${name}`;
  }
}

const NO_NAME = /[^\w!#$%&'*+.^`|~-]|^$/;
const NO_TEXT = /[^\t\x20-\x7e\x80-\xff]/;

const TRACEPARENT_NAME = "traceparent: ";

/** Methods whose requests have a length, even without a body (RFC 9110, 8.6). */
const withBody: readonly string[] = ["POST", "PUT", "PATCH"];

/**
 * Writes a request as HTTP/1.1, in one piece.
 * @param host the Host field of one that has none of its own
 * @param isTraced has a place for a `traceparent` in it, unless it has one of its own
 * @throws UnsendableFieldError
 */
export function renderRequest(request: OutgoingRequest, host: string, isTraced = false): RenderedRequest {
  const { method, path, body } = request;
  const content = body ?? "";
  const length = Buffer.byteLength(content);
  const fields = fieldsOf(request.headers, length);
  const takesBody = withBody.includes(method);
  // Servers that send a body with the answer to HEAD, or don't read one that isn't usual, would spoil the next request.
  const isLast = fields.isLast || method === "HEAD" || (length > 0 && !takesBody);
  const ownHost = fields.host ?? host;
  const connection = isLast ? "close" : "keep-alive";
  const lengthLine = length > 0 || takesBody ? `content-length: ${length}\r\n` : "";
  const opening = `${method} ${path} HTTP/1.1\r\nhost: ${ownHost}\r\nconnection: ${connection}\r\n`;
  const hasPlace = isTraced && !hasOwnTraceparent(request.headers);
  const traced = hasPlace ? `${TRACEPARENT_NAME}${BLANK_TRACEPARENT}\r\n` : "";
  const head = `${opening}${traced}${fields.lines}${lengthLine}\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(content)]),
    traceparentAt: hasPlace ? opening.length + TRACEPARENT_NAME.length : undefined,
    host: ownHost,
    isLast,
  };
}

interface WrittenFields {
  /** Those that are written as they are. */
  lines: string;
  host: string | undefined;
  isLast: boolean;
}

function fieldsOf(headers: OutgoingRequest["headers"], length: number): WrittenFields {
  const fields: WrittenFields = { lines: "", host: undefined, isLast: false };
  for (const [name, value] of Object.entries(headers)) {
    if (NO_NAME.test(name) || NO_TEXT.test(value)) throw new UnsendableFieldError(name);
    addField(fields, name, value, length);
  }
  return fields;
}

/** The fields that say how a message ends, and what becomes of its connection, are this client's own. */
function addField(fields: WrittenFields, name: string, value: string, length: number): void {
  const lowerCase = name.toLowerCase();
  switch (lowerCase) {
    case "host":
      fields.host = value;
      break;
    case "connection":
      fields.isLast ||= /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(value);
      break;
    case "content-length":
      if (length > 0 && value.trim() !== `${length}`) throw new UnsendableFieldError(name);
      break;
    default:
      if (unsendableHeaders.has(lowerCase)) throw new UnsendableFieldError(name);
      fields.lines += `${name}: ${value}\r\n`;
  }
}
