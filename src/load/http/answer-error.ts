/** The part of an answer that is not as HTTP/1.1 has it (RFC 9112), or that this client takes no answer with. */
export type MalformedPart = "status line" | "header" | "long head" | "length" | "chunk" | "upgrade";

/** Bytes came that are no answer, or one whose end can't be told for sure. `code` is the reason that people read. */
export class MalformedAnswerError extends Error {
  readonly code: string;

  constructor(part: MalformedPart) {
    const code = `malformed answer: ${part}`;
    super(code);
    this.code = code;
  }
}

/** The peer closed the connection before the answer was complete. */
export class ClosedError extends Error {
  readonly code = "closed by peer";

  constructor() {
    super("the peer closed the connection before the answer was complete");
  }
}
