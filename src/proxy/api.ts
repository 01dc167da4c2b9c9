import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { posix } from "node:path";
import { type Clock, sleep } from "../values/clock/clock.ts";
import { type Answer, errorAnswer, plain } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import { METRICS_ROUTE, ROUTES, type Route, routeName } from "./routes.ts";
import type { ProxyThread, Question } from "./threads/proxy-thread.ts";

/** A populate body with a proxy on every port of an address has some 8 MB. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
/** As in Toxiproxy. */
const HANDLER_TIMEOUT_MS = 25_000;
const REQUEST_ID_CHARS = 20;
/** Time for which a sender is heard out whose request was refused. */
const LINGER_MS = 5_000;

/** Go's answer of a handler that took too long. */
const TIMED_OUT: Answer = {
  status: 503,
  contentType: "text/html; charset=utf-8",
  text: "<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>",
};

interface Match {
  readonly route: Route;
  readonly names: Pick<Question, "proxy" | "toxic">;
}

/** Answers requests of the API as Toxiproxy's router (gorilla/mux) and Go's HTTP server do. */
export function apiListener(
  proxies: ProxyThread,
  options: { readonly clock: Clock; readonly metrics?: boolean | undefined },
): RequestListener {
  const routes = options.metrics ? [...ROUTES, METRICS_ROUTE] : ROUTES;
  const nextRequestId = requestIds(options.clock);
  return (request, response) => {
    const [rawPath = "", query] = (request.url ?? "").split("?", 2);
    const path = decodePath(rawPath);
    if (path === undefined) return send(response, plain(400, "400 Bad Request"));
    const clean = posix.normalize(path);
    if (clean !== path) {
      response.setHeader("Location", encodeURI(clean) + (query === undefined ? "" : `?${query}`));
      return send(response, { status: 301 });
    }
    const matches = matchesOf(routes, path);
    if (matches.length === 0) return send(response, plain(404, "404 page not found\n"));
    const match = matches.find(
      ({ route: { methods } }) => methods.length === 0 || methods.includes(request.method ?? ""),
    );
    if (match === undefined) return send(response, { status: 405 });
    response.setHeader("X-Toxiproxy-Request-Id", nextRequestId());
    if (request.headers["user-agent"]?.startsWith("Mozilla/")) {
      return send(response, plain(403, "User agent not allowed\n"));
    }
    const answer = handle(match, proxies, request);
    inTime(answer, options.clock).then((inTimeAnswer) => {
      if (inTimeAnswer.status === 413) sendAndClose(response, inTimeAnswer, options.clock);
      else send(response, inTimeAnswer);
    });
  };
}

function decodePath(rawPath: string): string | undefined {
  try {
    return decodeURIComponent(rawPath);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function matchesOf(routes: readonly Route[], path: string): readonly Match[] {
  const parts = path.split("/");
  return routes.flatMap((route) => {
    const pattern = route.path.split("/");
    const fits =
      pattern.length === parts.length &&
      pattern.every((part, index) => part === parts[index] || (part.startsWith("{") && parts[index] !== ""));
    const nameOf = (variable: string) => parts[pattern.indexOf(variable)] ?? "";
    return fits ? [{ route, names: { proxy: nameOf("{proxy}"), toxic: nameOf("{toxic}") } }] : [];
  });
}

/** Never rejects: whatever goes wrong is an answer. */
async function handle({ route, names }: Match, proxies: ProxyThread, request: IncomingMessage): Promise<Answer> {
  try {
    return await proxies.ask({ route: routeName(route), ...names, body: await readBody(request) });
  } catch (error) {
    return errorAnswer(error);
  }
}

/** Rejects as soon as a body is known to be over the limit; what comes of it then is read and dropped. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = new ApiError(413, { message: "bad request body: http: request body too large" });
  const chunks: Buffer[] = [];
  let bytes = Number(request.headers["content-length"] ?? 0) > BODY_LIMIT_BYTES ? Number.POSITIVE_INFINITY : 0;
  return new Promise((resolve, reject) => {
    if (bytes > BODY_LIMIT_BYTES) reject(tooLarge);
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else reject(tooLarge);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
  });
}

async function inTime(answer: Promise<Answer>, clock: Clock): Promise<Answer> {
  const ready = new AbortController();
  const timedOut = sleep(clock, HANDLER_TIMEOUT_MS, ready.signal).then(
    () => TIMED_OUT,
    () => answer,
  );
  try {
    return await Promise.race([answer, timedOut]);
  } finally {
    ready.abort();
  }
}

/** Twenty chars that rise, like the xid of the stock server. */
function requestIds(clock: Clock): () => string {
  const prefix = Math.floor(clock.wallMs()).toString(32);
  let count = 0;
  return () => prefix + (++count).toString(32).padStart(REQUEST_ID_CHARS - prefix.length, "0");
}

function send(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer).end(answer.text ?? "");
}

/**
 * Answers before the request has ended. Its sender may be blocked in writing, and a close with bytes unread would reset
 * the connection under the answer: what still comes is read and dropped, for a while.
 */
function sendAndClose(response: ServerResponse, answer: Answer, clock: Clock): void {
  const request = response.req;
  response.setHeader("Connection", "close");
  writeHead(response, answer).write(answer.text ?? "");
  const cancel = clock.after(LINGER_MS, () => request.destroy());
  request.once("close", cancel);
  request.once("end", () => response.end());
}

function writeHead(response: ServerResponse, { status, contentType, text = "", headers = {} }: Answer): ServerResponse {
  if (contentType !== undefined) response.setHeader("Content-Type", contentType);
  if (contentType?.startsWith("text/plain; charset") && status >= 400)
    response.setHeader("X-Content-Type-Options", "nosniff");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status !== 204) response.setHeader("Content-Length", Buffer.byteLength(text));
  return response.writeHead(status);
}
