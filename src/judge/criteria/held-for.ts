import type { Trit } from "../../values/trit.ts";

/** Tells when a criterion has held without a break for as long as its `for` asks; unknown breaks it. */
export class HeldFor {
  readonly #forMs: number;
  #sinceMs: number | undefined;

  /** Without a duration, holding once is enough. */
  constructor(forMs = 0) {
    this.#forMs = forMs;
  }

  /** Takes in what the criterion said at `atMs` (in rising order) and tells whether it has now held long enough. */
  judged(atMs: number, holds: Trit): boolean {
    if (holds !== "true") {
      this.#sinceMs = undefined;
      return false;
    }
    this.#sinceMs ??= atMs;
    return atMs - this.#sinceMs >= this.#forMs;
  }
}
