import { connect, type Socket } from "node:net";
import type { Clock } from "../../values/clock/clock.ts";
import type { Talk } from "./talk.ts";

/** A call through a proxy as its caller sees it, as far as it has come. Times are ms from its beginning. */
export interface ProxiedCall {
  /** Bytes that it said. */
  readonly sentBytes: number;
  /** Time until the answer's first byte came. */
  readonly answeredMs?: number | undefined;
  /** Time until the last byte so far came. */
  readonly lastByteMs?: number | undefined;
  /** Time until it ended, or for which it has been going on. */
  readonly elapsedMs: number;
  /** The way it ended; undefined while it goes on. */
  readonly end?: string | undefined;
  /** Of the answer, so far. */
  readonly bytes: number;
  /** In which the answer came, so far. */
  readonly pieces: number;
}

export interface OpenCall {
  read(): ProxiedCall;
  /** Resolves when it ended; never rejects. */
  readonly ended: Promise<void>;
  cut(): void;
}

/** Talks over a connection of its own, and ends its side once the answer is complete; how long the end takes is seen, too. */
export function openCall(host: string, port: number, talk: Talk, clock: Clock): OpenCall {
  const startMs = clock.nowMs();
  const socket = connect({ host, port, allowHalfOpen: true });
  const { opening } = talk;
  const seen: { -readonly [Key in keyof ProxiedCall]: ProxiedCall[Key] } = {
    sentBytes: opening.length,
    elapsedMs: 0,
    bytes: 0,
    pieces: 0,
  };
  const answer: Buffer[] = [];
  if (opening.length > 0) socket.write(opening);
  socket.on("data", (chunk: Buffer) => {
    seen.lastByteMs = clock.nowMs() - startMs;
    seen.answeredMs ??= seen.lastByteMs;
    seen.bytes += chunk.length;
    seen.pieces++;
    answer.push(chunk);
    if (talk.isWhole(Buffer.concat(answer))) socket.end();
  });
  socket.on("end", () => socket.end());
  return {
    read: () => ({ ...seen, elapsedMs: seen.end === undefined ? clock.nowMs() - startMs : seen.elapsedMs }),
    ended: endOf(socket).then((end) => {
      seen.elapsedMs = clock.nowMs() - startMs;
      seen.end = end;
    }),
    cut: () => socket.destroy(),
  };
}

/** `closed`, or the system's code. */
function endOf(socket: Socket): Promise<string> {
  let end = "closed";
  socket.on("error", (error: NodeJS.ErrnoException) => {
    end = error.code ?? error.message;
  });
  return new Promise((resolve) => socket.on("close", () => resolve(end)));
}
