import { connect } from "node:net";
import type { Call, CallEnd } from "./caller.ts";

const GET = "*2\r\n$3\r\nGET\r\n$7\r\nprice:1\r\n";

/** Asks a Redis for a key over a connection of its own: 200 where it answers that, or the error that it gives. */
export function callRedis(url: string): Call {
  const { hostname, port } = new URL(url);
  const startMs = performance.now();
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(GET);
  let outcome: CallEnd["outcome"] = "cut off";
  let isAnswered = false;
  let answeredMs = Number.NaN;
  socket.setEncoding("utf8").on("data", (reply: string) => {
    isAnswered = true;
    answeredMs = performance.now() - startMs;
    outcome = reply.startsWith("-") ? reply.slice(1).trimEnd() : 200;
    socket.end();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    outcome = error.code ?? error.message;
  });
  const end = new Promise<CallEnd>((resolve) =>
    socket.on("close", () => resolve({ outcome, answeredMs, closedMs: performance.now() - startMs })),
  );
  return {
    get isAnswered() {
      return isAnswered || socket.closed;
    },
    end,
    cut: () => socket.destroy(),
  };
}
