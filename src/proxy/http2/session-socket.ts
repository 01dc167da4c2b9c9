import { Duplex } from "node:stream";
import type { Sink } from "../segment.ts";
import { FIN } from "../toxics/toxic.ts";

export interface SessionSocketOptions {
  /** Takes what the session says. */
  readonly target: Sink;
  /** Tells whether the target has more than it takes; without, it never does. */
  isFull?(): boolean;
  /** Asks whoever speaks to the session to stop (true) or to go on (false). */
  holdBack(full: boolean): void;
}

/** The socket of an HTTP/2 session, as that sees it: one side of a connection, as its bytes come and go. */
export class SessionSocket extends Duplex {
  readonly #options: SessionSocketOptions;
  #written: (() => void) | undefined;
  #isMute = false;

  constructor(options: SessionSocketOptions) {
    super();
    this.#options = options;
  }

  /** Bytes came for the session. */
  come(chunk: Buffer): void {
    if (!this.readableEnded && !this.destroyed && !this.push(chunk)) this.#options.holdBack(true);
  }

  /** No more will come. */
  comeEnd(): void {
    if (!this.readableEnded && !this.destroyed) this.push(null);
  }

  /** Nothing that the session says from now on is heard, nor its end. */
  mute(): void {
    this.#isMute = true;
    this.drained();
  }

  /** The target takes more again. */
  drained(): void {
    const written = this.#written;
    this.#written = undefined;
    written?.();
  }

  override _read(): void {
    this.#options.holdBack(false);
  }

  override _write(chunk: Buffer, _: string, written: () => void): void {
    if (!this.#isMute) this.#options.target.data(chunk);
    if (this.#isMute || this.#options.isFull?.() !== true) written();
    else this.#written = written;
  }

  /** Frames that go together are written together. */
  override _writev(chunks: readonly { readonly chunk: Buffer }[], written: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "buffer", written);
  }

  override _final(ended: () => void): void {
    if (!this.#isMute) this.#options.target.end(FIN);
    ended();
  }
}
