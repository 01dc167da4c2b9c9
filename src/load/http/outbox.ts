/**
 * Requests that wait until all that has come on any connection was read, and are written then: in one turn of the event loop,
 * whose reads come before its immediates.
 */
export class Outbox {
  #writes: (() => void)[] = [];
  #isRead = false;

  /** Has `write` called when what has come was read: at once, or before long. */
  add(write: () => void): void {
    if (this.#isRead) write();
    else if (this.#writes.push(write) === 1) setImmediate(this.#flush);
  }

  /** Calls what may add to it, from an immediate: nothing that it adds has to wait. */
  afterReads(work: () => void): void {
    this.#isRead = true;
    try {
      work();
    } finally {
      this.#isRead = false;
    }
  }

  readonly #flush = (): void => {
    const writes = this.#writes;
    this.#writes = [];
    for (const write of writes) write();
  };
}
