/** Tells listeners of everything, also of what happened before they listened. */
export class Happenings<T> {
  readonly #listeners: ((happening: T) => void)[] = [];
  readonly #past: T[] = [];

  listen(listener: (happening: T) => void): void {
    this.#listeners.push(listener);
    for (const happening of this.#past) listener(happening);
  }

  tell(happening: T): void {
    this.#past.push(happening);
    for (const listener of this.#listeners) listener(happening);
  }
}
