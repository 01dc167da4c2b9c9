/** Changes of one thing, which run one after the other. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a change after those before it have ended, well or badly. */
  run<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change);
    // Who asked for it hears of what went wrong; the next one begins anew.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
