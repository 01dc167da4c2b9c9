import type { EdgeRecorder } from "./edge-recorder.ts";
import { beginMessages } from "./protocols/http1.ts";
import { protocols } from "./protocols/list.ts";
import type { MessagesUnderWay, Protocol, Watcher } from "./protocols/protocol.ts";

/** Protocols tell themselves within these, in both directions together. */
const LIMIT_BYTES = 1024;
const NO_BYTES = Buffer.alloc(0);

type Side = "request" | "answer";

interface Piece {
  readonly side: Side;
  readonly chunk: Buffer;
  readonly atMs: number;
}

/** The first bytes of a connection, kept for as long as they don't tell its protocol. */
export class FirstBytes {
  readonly #recorder: EdgeRecorder;
  readonly #said: Protocol | false | undefined;
  #pieces: Piece[] = [];

  /** @param said the protocol, where that is known before: false for none */
  constructor(recorder: EdgeRecorder, said?: Protocol | false) {
    this.#recorder = recorder;
    this.#said = said;
  }

  /** True when the caller has sent a line that no protocol could make a call of. */
  get hasLine(): boolean {
    // Empty lines are no calls: a probe may send one and go.
    return this.#of("request").toString("latin1").trimStart().includes("\n");
  }

  /** The messages of HTTP/1 that have begun, if these are some. */
  get underWay(): MessagesUnderWay {
    const messages = beginMessages();
    for (const { side, chunk, atMs } of this.#pieces) {
      const scanner = side === "request" ? messages.requests : messages.answers;
      scanner.feed(chunk, atMs);
    }
    return messages;
  }

  /** Takes in bytes, and gives the protocol that they tell; false for none, undefined while they don't tell. */
  add(side: Side, chunk: Buffer, atMs: number): Protocol | false | undefined {
    this.#pieces.push({ side, chunk, atMs });
    const protocol = this.#said ?? this.#protocol();
    // A copy: a few bytes shouldn't keep the whole buffer that they came in.
    if (protocol === undefined) this.#pieces.splice(-1, 1, { side, chunk: Buffer.from(chunk), atMs });
    return protocol;
  }

  /** Shows it what came, each at its time. */
  replay(watcher: Watcher): void {
    for (const { side, chunk, atMs } of this.#pieces) {
      if (!watcher.calls.isOver) watcher[side](chunk, atMs);
    }
  }

  #protocol(): Protocol | false | undefined {
    const asked = this.#of("request");
    const answered = this.#of("answer");
    const possible: Protocol[] = [];
    for (const protocol of protocols) {
      const isSpoken = protocol.recognises(asked, answered);
      if (isSpoken === true) return protocol;
      if (isSpoken === undefined) possible.push(protocol);
    }
    const [only, other] = possible;
    if (only === undefined || asked.length + answered.length > LIMIT_BYTES) return false;
    return other === undefined && this.#recorder.hasCarried(only.name) ? only : undefined;
  }

  #of(side: Side): Buffer {
    const chunks = this.#pieces.filter((piece) => piece.side === side).map(({ chunk }) => chunk);
    return chunks.length < 2 ? (chunks[0] ?? NO_BYTES) : Buffer.concat(chunks);
  }
}
