import { once } from "node:events";
import http2, {
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { toxicTypes } from "../../../src/faults/toxiproxy/list.ts";
import type { EdgeReading } from "../../../src/proxy/edge-recorder.ts";
import { startProxyServer } from "../../../src/proxy/server.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { ask } from "../../support/toxiproxy-http.ts";

export type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number) => void;

/** A proxy `p` before a server of HTTP/2. */
export interface Http2UnderTest {
  readonly apiUrl: string;
  /** The address at which callers reach it: `127.0.0.1:40123`. */
  readonly address: string;
  readonly server: http2.Http2Server;
  /** The callee's sockets. */
  readonly sockets: readonly Socket[];
  connect(): ClientHttp2Session;
  edge(): Promise<EdgeReading>;
  /** Waits until the reading of the proxy fits. */
  edgeWhen(fits: (edge: EdgeReading) => boolean): Promise<EdgeReading>;
  /** Adds a toxic; its name is its type. */
  add(type: string, attributes: object, more?: object): Promise<void>;
}

/** Starts one for the time of a test. */
export async function withHttp2(
  onStream: OnStream,
  run: (under: Http2UnderTest) => Promise<void>,
  settings: http2.ServerOptions = {},
): Promise<void> {
  const server = http2.createServer(settings);
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket.on("error", () => undefined)));
  server.on("session", (session) => session.on("error", () => undefined));
  server.on("stream", (stream, headers, flags) => {
    stream.on("error", () => undefined);
    onStream(stream, headers, flags);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const proxy = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes });
  const upstream = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = await ask<{ listen: string }>(proxy.url, "POST /proxies", {
    name: "p",
    listen: "127.0.0.1:0",
    upstream,
  });
  const callers: ClientHttp2Session[] = [];
  const edge = async () => (await ask<{ p: EdgeReading }>(proxy.url, "GET /edges")).p;
  try {
    await run({
      apiUrl: proxy.url,
      address: made.listen,
      server,
      sockets,
      connect: () => {
        const session = http2.connect(`http://${made.listen}`).on("error", () => undefined);
        callers.push(session);
        return session;
      },
      edge,
      edgeWhen: async (fits) => {
        for (;;) {
          const reading = await edge();
          if (fits(reading)) return reading;
        }
      },
      add: async (type, attributes, more) => {
        await ask(proxy.url, "POST /proxies/p/toxics", { name: type, type, attributes, ...more });
      },
    });
  } finally {
    for (const session of callers) session.destroy();
    await proxy.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The end of a stream, with all that came before. */
export interface Outcome {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly interim: readonly number[];
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders;
  /** The code it was reset with; 0 where it wasn't. */
  readonly code: number;
}

/** Sends a request and waits for all that comes of it. */
export async function get(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders = {},
  body?: Buffer,
  trailers?: OutgoingHttpHeaders,
): Promise<Outcome> {
  const endStream = body === undefined;
  const stream = session.request({ ":path": "/", ...headers }, { endStream, waitForTrailers: trailers !== undefined });
  stream.on("error", () => undefined);
  if (trailers !== undefined) stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  if (body !== undefined) stream.end(body);
  let answer: IncomingHttpHeaders = {};
  let behind: IncomingHttpHeaders = {};
  const interim: number[] = [];
  const chunks: Buffer[] = [];
  stream.on("headers", ({ ":status": status }) => interim.push(Number(status)));
  stream.on("response", (came) => {
    answer = came;
  });
  stream.on("trailers", (came) => {
    behind = came;
  });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => stream.once("close", resolve));
  return {
    status: answer[":status"] === undefined ? undefined : Number(answer[":status"]),
    headers: answer,
    interim,
    body: Buffer.concat(chunks),
    trailers: behind,
    code: stream.rstCode ?? 0,
  };
}
