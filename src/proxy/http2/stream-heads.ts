import { type IncomingHttpHeaders, type OutgoingHttpHeaders, sensitiveHeaders } from "node:http2";
import { fieldsIn } from "../messages/head-fields.ts";

/** Fields that HTTP/2 doesn't have, as they are about a connection (RFC 9113, 8.2.2). */
const OF_CONNECTIONS = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/** A request's fields as the head of HTTP/1.1 that toxics choose by and change. */
export function requestText(headers: IncomingHttpHeaders): string {
  const { host: _, ...fields } = headers;
  return `${headers[":method"]} ${headers[":path"] ?? "*"} HTTP/1.1\r\nhost: ${hostOf(headers)}\r\n${fieldLines(fields)}\r\n`;
}

/** An answer's likewise. */
export function answerText(headers: IncomingHttpHeaders): string {
  return `HTTP/1.1 ${headers[":status"]} \r\n${fieldLines(headers)}\r\n`;
}

/** The fields of a request that a toxic has changed: those that say where it goes stay as they were. */
export function changedRequest(text: string, before: IncomingHttpHeaders): OutgoingHttpHeaders {
  const { host, ...fields } = fieldsOf(text);
  const changed: OutgoingHttpHeaders = Object.create(null);
  for (const [name, value] of Object.entries(before)) {
    const isHost = name === ":authority" || name === "host";
    if (isHost && typeof host === "string" && host !== hostOf(before)) changed[name] = host;
    else if (isHost || name.startsWith(":")) changed[name] = value;
  }
  return withSensitive(Object.assign(changed, fields), before);
}

/** The fields of an answer that a toxic has made or changed. */
export function answerOf(text: string, before?: IncomingHttpHeaders): OutgoingHttpHeaders {
  const status = Number(text.split(" ", 2)[1]);
  return withSensitive(Object.assign(Object.create(null), { ":status": status }, fieldsOf(text)), before);
}

/** One of the two has to be there. */
function hostOf(headers: IncomingHttpHeaders): string {
  return headers[":authority"] ?? headers.host ?? "";
}

function fieldLines(headers: IncomingHttpHeaders): string {
  let lines = "";
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(":")) continue;
    for (const one of Array.isArray(value) ? value : [value]) lines += `${name}: ${one}\r\n`;
  }
  return lines;
}

function fieldsOf(text: string): OutgoingHttpHeaders {
  const fields: OutgoingHttpHeaders = Object.create(null);
  for (const [name, value] of fieldsIn(text)) {
    if (OF_CONNECTIONS.includes(name)) continue;
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat().map(String);
  }
  return fields;
}

/** Fields that must not be indexed on the way stay so. */
function withSensitive(changed: OutgoingHttpHeaders, before: object | undefined): OutgoingHttpHeaders {
  const sensitive: unknown = before && Reflect.get(before, sensitiveHeaders);
  return sensitive === undefined ? changed : Object.assign(changed, { [sensitiveHeaders]: sensitive });
}
