/**
 * Requests that wait until what has come on any connection was read. They are written in one turn of the event loop, by one of its
 * immediates. From within an immediate that is the next turn: then also an end is seen that came right behind an answer.
 */
export class Outbox {
  #writes: (() => void)[] = [];

  /** Has `write` called when what has come was read. */
  add(write: () => void): void {
    if (this.#writes.push(write) === 1) setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    const writes = this.#writes;
    this.#writes = [];
    for (const write of writes) write();
  };
}
