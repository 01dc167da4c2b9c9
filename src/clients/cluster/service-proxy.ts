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
 * answered 502, and why; also when it is the API server that refuses it or isn't well, so that no load takes its 403 for
 * the service's. That the service has no pods, or that they don't answer, is the service's.
 * A service never gets an `Authorization` header: the API server keeps it.
 */
export async function proxyTo(
  connection: Connection,
  path: string,
  signal: AbortSignal,
  onTrouble: (error: Error) => void = () => undefined,
): Promise<{ readonly port: number }> {
  const server = createServer((request, response) => void passOn({ connection, path, onTrouble }, request, response));
  return listenLocally(server, signal);
}

/** The route of requests to a service. */
interface ServiceRoute {
  readonly connection: Connection;
  readonly path: string;
  readonly onTrouble: (error: Error) => void;
}

async function passOn(
  { connection, path, onTrouble }: ServiceRoute,
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
    if (mayBeRefusal(answer)) return await passOnOrRefuse(answer, response, onTrouble);
    response.writeHead(answer.statusCode, passedOn(answer.headers));
    await pipeline(answer.body, response);
  } catch (error) {
    // The client sees by the cut connection that the answer isn't whole.
    if (response.headersSent) return void response.destroy();
    const { message } = error as Error;
    sendBadGateway(response, message);
    if (!gone.signal.aborted) onTrouble(new Error(`a request wasn't passed on: ${message}`, { cause: error }));
  }
}

/** The largest answer that is looked into. */
const REFUSAL_MAX_BYTES = 4096;

/**
 * Tells whether it could be the API server's own no (RBAC, an expired token, no such service, too many requests), or
 * failure.
 */
function mayBeRefusal({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  const { "content-type": type, "content-length": bytes } = headers;
  return (
    [401, 403, 404, 429, 500, 503, 504].includes(statusCode) &&
    type === "application/json" &&
    Number(bytes) <= REFUSAL_MAX_BYTES
  );
}

async function passOnOrRefuse(
  answer: Dispatcher.ResponseData,
  response: ServerResponse,
  onTrouble: ServiceRoute["onTrouble"],
): Promise<void> {
  const text = await answer.body.text();
  const refusal = refusalIn(text);
  if (refusal === undefined) return void response.writeHead(answer.statusCode, passedOn(answer.headers)).end(text);
  sendBadGateway(response, refusal);
  onTrouble(new Error(`a request wasn't passed on: ${refusal}`));
}

/** Said by the API server of what is behind it: no pod is ready, or the one that was chosen doesn't answer. */
const OF_THE_SERVICE = /^(no endpoints available|error trying to reach service)/;

/** The reason that a `Status` of the API server's gives. */
function refusalIn(text: string): string | undefined {
  const isStatus = /"kind":\s*"Status"/.test(text) && /"apiVersion":\s*"v1"/.test(text);
  const said = isStatus ? readStatus(text).message : undefined;
  return said === undefined || OF_THE_SERVICE.test(said) ? undefined : said;
}

const PROXY = "the API server's proxy";

function sendBadGateway(response: ServerResponse, why: string): void {
  response.writeHead(502, { "content-type": "text/plain" }).end(`${PROXY}: ${why}\n`);
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !NOT_PASSED_ON.has(name)) passed[name] = value;
  }
  return passed;
}
