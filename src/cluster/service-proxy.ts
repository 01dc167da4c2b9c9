import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Dispatcher } from "undici";
import { readStatus } from "./api-errors.ts";
import type { Connection } from "./connection.ts";
import { listenLocally } from "./local-port.ts";

/** Headers for the next hop alone (RFC 9110, 7.6.1), and those that we set. */
const NOT_PASSED_ON = new Set([
  "authorization",
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * A local HTTP server that passes requests on to a service through the API server. A request that can't be passed on is
 * answered 502, and why; also when it is the API server that refuses it, so that no load takes its 403 for the service's.
 * A service never gets an `Authorization` header: the API server keeps it.
 */
export async function proxyTo(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly port: number }> {
  const server = createServer((request, response) => void passOn(connection, path, request, response));
  return listenLocally(server, signal);
}

async function passOn(
  connection: Connection,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    const hasBody =
      request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
    const answer = await connection.send(
      {
        method: request.method ?? "GET",
        path: path + (request.url ?? "/"),
        headers: passedOn(request.headers),
        ...(hasBody ? { body: request } : {}),
      },
      gone.signal,
    );
    if (mayBeRefusal(answer)) return await passOnOrRefuse(answer, response);
    response.writeHead(answer.statusCode, passedOn(answer.headers));
    await pipeline(answer.body, response);
  } catch (error) {
    // The client sees by the cut connection that the answer isn't whole.
    if (response.headersSent) response.destroy();
    else sendBadGateway(response, String(error));
  }
}

/** The largest answer that is looked into. */
const REFUSAL_MAX_BYTES = 4096;

/** Whether it could be the API server's own no (RBAC, an expired token, no such service, too many requests). */
function mayBeRefusal({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  const { "content-type": type, "content-length": bytes } = headers;
  return [401, 403, 404, 429].includes(statusCode) && type === "application/json" && Number(bytes) <= REFUSAL_MAX_BYTES;
}

async function passOnOrRefuse(answer: Dispatcher.ResponseData, response: ServerResponse): Promise<void> {
  const text = await answer.body.text();
  const refusal = refusalIn(text);
  if (refusal !== undefined) sendBadGateway(response, refusal);
  else response.writeHead(answer.statusCode, passedOn(answer.headers)).end(text);
}

/** What a `Status` of the API server's says. */
function refusalIn(text: string): string | undefined {
  const isStatus = /"kind":\s*"Status"/.test(text) && /"apiVersion":\s*"v1"/.test(text);
  return isStatus ? readStatus(text).message : undefined;
}

function sendBadGateway(response: ServerResponse, why: string): void {
  response.writeHead(502, { "content-type": "text/plain" }).end(`the API server's proxy: ${why}\n`);
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !NOT_PASSED_ON.has(name)) passed[name] = value;
  }
  return passed;
}
