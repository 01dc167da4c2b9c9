import { WebSocket } from "ws";
import { failureReason } from "../failure.ts";
import type { OutgoingRequest } from "../request-mix.ts";
import { hasOwnTraceparent, type Traceparent } from "../traceparents.ts";

/** The largest message that is read, in bytes; a session in which a larger one comes breaks. */
const MESSAGE_MAX = 1024 * 1024;

/** Told what becomes of a line: it opens, messages come, it ends; nothing after its end. */
export interface LineListener {
  onOpen(): void;
  onMessage(text: string): void;
  /** `status`: of the answer, where the handshake was refused with one. */
  onEnd(reason: string, status?: number): void;
}

/** A WebSocket connection, or an attempt at one. */
export interface Line {
  /** Ends it at once, without a farewell; nothing more is told of it. */
  drop(): void;
}

/** All WebSocket connections that loads have. */
export class Lines {
  readonly #all = new Set<Line>();

  /** Begins to open one. */
  dial(request: OutgoingRequest, traceparent: Traceparent | undefined, listener: LineListener): Line {
    const { origin, path, headers } = request;
    const isTraced = traceparent !== undefined && !hasOwnTraceparent(headers);
    const socket = new WebSocket(origin.replace(/^http/, "ws") + path, {
      headers: { ...headers, ...(isTraced && { traceparent: `${traceparent}` }) },
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: MESSAGE_MAX,
    });
    const line: Line = {
      drop: () => {
        if (this.#all.delete(line)) socket.terminate();
      },
    };
    const end = (reason: string, status?: number) => {
      if (this.#all.delete(line)) listener.onEnd(reason, status);
    };
    this.#all.add(line);
    socket.on("open", () => this.#all.has(line) && listener.onOpen());
    socket.on("message", (data) => this.#all.has(line) && listener.onMessage(String(data)));
    socket.on("unexpected-response", (request, { statusCode = 0 }) => {
      request.destroy();
      end(`status ${statusCode}`, statusCode);
    });
    socket.on("close", (code) => end(`closed with ${code}`));
    // Also for what comes of a line that was dropped while it was being opened.
    socket.on("error", (error) => end(failureReason(error)));
    return line;
  }

  dropAll(): void {
    for (const line of this.#all) line.drop();
  }
}
