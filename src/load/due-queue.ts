/** Things that wait for their time: the earliest is next; of those with the same time, the one that came first. */
export class DueQueue<T extends { readonly dueMs: number }> {
  /** The last one is next. */
  readonly #waiting: T[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  add(one: T): void {
    let from = 0;
    let to = this.#waiting.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#waiting[middle]?.dueMs ?? 0) > one.dueMs) from = middle + 1;
      else to = middle;
    }
    this.#waiting.splice(from, 0, one);
  }

  /** Time of the next one; Infinity when none waits. */
  nextDueMs(): number {
    return this.#waiting.at(-1)?.dueMs ?? Infinity;
  }

  /** Takes the next one out if its time has come. */
  takeDue(nowMs: number): T | undefined {
    return this.nextDueMs() <= nowMs ? this.#waiting.pop() : undefined;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#waiting.values();
  }
}
