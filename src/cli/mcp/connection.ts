import type { Readable, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/** Longest message of a client. The longest that makes sense is a call with a path and some variables. */
export const MESSAGE_MAX_BYTES = 1024 * 1024;

/** The standard input and output of a process as the way to a client. */
export class Connection extends StdioServerTransport {
  /** Resolves when nothing more is read: a message was too long, or nobody takes the answers. */
  readonly closed: Promise<void>;
  readonly #close: () => void;

  constructor(input: Readable, output: Writable) {
    super(input, output, { maxBufferSize: MESSAGE_MAX_BYTES });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#close = resolve;
  }

  override async close(): Promise<void> {
    await super.close();
    this.#close();
  }
}
