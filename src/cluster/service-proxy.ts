import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
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
 * answered 502, and why. A service never gets an `Authorization` header: the API server keeps it.
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
    response.writeHead(answer.statusCode, passedOn(answer.headers));
    await pipeline(answer.body, response);
  } catch (error) {
    // The client sees by the cut connection that the answer isn't whole.
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { "content-type": "text/plain" }).end(`the API server's proxy: ${error}\n`);
  }
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !NOT_PASSED_ON.has(name)) passed[name] = value;
  }
  return passed;
}
