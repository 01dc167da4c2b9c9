/** Changes of one thing, which run one after the other. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a change after those before it have ended, well or badly. */
  run<T>(change: () => Promise<T>): Promise<T> {
    // Who asked for the one before hears of what went wrong with it.
    const result = this.#last.then(change, change);
    this.#last = result;
    return result;
  }
}
