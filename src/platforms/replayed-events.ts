/** Tells listeners of every event, also of those before they listened. */
export class ReplayedEvents<T> {
  readonly #listeners: ((event: T) => void)[] = [];
  readonly #past: T[] = [];

  listen(listener: (event: T) => void): void {
    this.#listeners.push(listener);
    for (const event of this.#past) listener(event);
  }

  tell(event: T): void {
    this.#past.push(event);
    for (const listener of this.#listeners) listener(event);
  }
}
