import { connect, type Socket } from "node:net";
import type { Clock } from "../../clock/clock.ts";

/** Below the 8 KB that servers commonly take for a request's head. */
export const REQUEST_BYTES = 4000;

/** A call through a proxy as its caller sees it, as far as it has come. Times are ms from its beginning. */
export interface Exchange {
  /** When the answer's first byte came. */
  readonly answeredMs?: number | undefined;
  /** When the last byte so far came. */
  readonly lastByteMs?: number | undefined;
  /** When it ended, or how long it has been going on. */
  readonly elapsedMs: number;
  /** How it ended; undefined while it goes on. */
  readonly end?: string | undefined;
  /** Of the answer, so far. */
  readonly bytes: number;
  /** In which the answer came, so far. */
  readonly pieces: number;
}

export interface OpenExchange {
  read(): Exchange;
  /** Resolves when it ended; never rejects. */
  readonly ended: Promise<void>;
  cut(): void;
}

/** Sends one HTTP request over a connection of its own. Any server says something to it, if only that it is wrong. */
export function exchange(host: string, port: number, clock: Clock): OpenExchange {
  const startMs = clock.nowMs();
  const socket = connect({ host, port });
  const seen: { -readonly [Key in keyof Exchange]: Exchange[Key] } = { elapsedMs: 0, bytes: 0, pieces: 0 };
  socket.write(requestTo(`${host}:${port}`));
  socket.on("data", (chunk) => {
    seen.lastByteMs = clock.nowMs() - startMs;
    seen.answeredMs ??= seen.lastByteMs;
    seen.bytes += chunk.length;
    seen.pieces++;
  });
  return {
    read: () => ({ ...seen, elapsedMs: seen.end === undefined ? clock.nowMs() - startMs : seen.elapsedMs }),
    ended: endOf(socket).then((end) => {
      seen.elapsedMs = clock.nowMs() - startMs;
      seen.end = end;
    }),
    cut: () => socket.destroy(),
  };
}

function requestTo(host: string): string {
  const head = `GET / HTTP/1.1\r\nhost: ${host}\r\nuser-agent: brownout\r\nconnection: close\r\nx-padding: `;
  return `${head}${"x".repeat(REQUEST_BYTES - head.length - 4)}\r\n\r\n`;
}

/** `closed`, or the system's code. */
function endOf(socket: Socket): Promise<string> {
  let end = "closed";
  socket.on("error", (error: NodeJS.ErrnoException) => {
    end = error.code ?? error.message;
  });
  return new Promise((resolve) => socket.on("close", () => resolve(end)));
}
