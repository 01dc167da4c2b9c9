/**
 * Requests that wait until what has come on any connection was read. Of an answer and the end right behind it, libuv reads the end in
 * the next turn of the event loop only: so each is written by an immediate before which all reads of a turn have begun and ended.
 */
export class Outbox {
  #writes: (() => void)[] = [];

  /** Has `write` called when what has come was read. */
  add(write: () => void): void {
    if (this.#writes.push(write) === 1) setImmediate(this.#waitForReads);
  }

  /** Those that were added until now may have been in the middle of a turn's reads. What is added from now on waits by itself. */
  readonly #waitForReads = (): void => {
    const writes = this.#writes;
    this.#writes = [];
    setImmediate(() => {
      for (const write of writes) write();
    });
  };
}
