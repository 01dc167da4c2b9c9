import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { callRedis } from "./redis-caller.ts";

/** One call as its caller saw it. */
export interface Call {
  /** True when anything came back: data, or the end of the connection. */
  readonly isAnswered: boolean;
  /** Resolves when the connection is closed; never rejects. */
  readonly end: Promise<CallEnd>;
  /** Gives it up. */
  cut(): void;
}

export interface CallEnd {
  /** The status of a complete answer; else the error's code, or `cut off`. */
  readonly outcome: number | string;
  /** From the beginning to the last byte of the answer. */
  readonly answeredMs: number;
  /** From the beginning until the other side closed the connection. */
  readonly closedMs: number;
}

export interface CallOptions {
  /** Lengthens the request's head. */
  readonly padBytes?: number;
  /** Asks the other side to keep the connection open, so that it ends only when something breaks it. */
  readonly keepAlive?: boolean;
  /** Calls in the terms of gRPC. */
  readonly grpc?: boolean;
}

/** Calls over a connection of its own, in the protocol of the URL, whatever certificate it is shown. */
export function call(url: string, options: CallOptions = {}): Call {
  if (options.grpc) return grpcCall(url);
  return url.startsWith("redis:") ? callRedis(url) : callHttp(url, options);
}

function callHttp(url: string, { padBytes = 0, keepAlive = false }: CallOptions): Call {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const startMs = performance.now();
  const place = { host: hostname, port: Number(port) };
  const socket = protocol === "https:" ? connectTls({ ...place, rejectUnauthorized: false }) : connect(place);
  const connection = keepAlive ? "keep-alive" : "close";
  const headers = [`host: ${hostname}`, `connection: ${connection}`, `x-pad: ${"x".repeat(padBytes)}`];
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
  let answer = "";
  let answeredMs = Number.NaN;
  socket.setEncoding("latin1").on("data", (piece: string) => {
    answer += piece;
    answeredMs = performance.now() - startMs;
  });
  let failure = "cut off";
  socket.on("error", (error: NodeJS.ErrnoException) => {
    failure = error.code ?? error.message;
  });
  const end = new Promise<CallEnd>((resolve) =>
    socket.on("close", () =>
      resolve({ outcome: statusOf(answer) ?? failure, answeredMs, closedMs: performance.now() - startMs }),
    ),
  );
  return {
    get isAnswered() {
      return answer !== "" || socket.closed;
    },
    end,
    cut: () => socket.destroy(),
  };
}

function grpcCall(url: string): Call {
  const startMs = performance.now();
  const session = connectHttp2(url).on("error", () => undefined);
  const headers = {
    ":method": "POST",
    ":path": "/shop.Prices/Get",
    "content-type": "application/grpc",
    te: "trailers",
  };
  const stream = session.request(headers);
  let outcome: CallEnd["outcome"] = "cut off";
  let answeredMs = Number.NaN;
  stream.on("response", (answer) => {
    outcome = `grpc-status ${answer["grpc-status"]}: ${answer["grpc-message"]}`;
    answeredMs = performance.now() - startMs;
  });
  stream.on("error", () => undefined).resume();
  stream.on("close", () => session.destroy());
  const end = new Promise<CallEnd>((resolve) =>
    session.on("close", () => resolve({ outcome, answeredMs, closedMs: performance.now() - startMs })),
  );
  return {
    get isAnswered() {
      return session.closed;
    },
    end,
    cut: () => session.destroy(),
  };
}

/** Of an answer that is there as a whole. */
function statusOf(answer: string): number | undefined {
  const [head = "", body] = answer.split("\r\n\r\n", 2);
  if (body === undefined) return undefined;
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  const isWhole = length === undefined ? answer.endsWith("0\r\n\r\n") : body.length === Number(length);
  return isWhole ? Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length)) : undefined;
}
