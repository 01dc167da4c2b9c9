import type { Trit } from "./event.ts";
import type { Recovery } from "./result.ts";

/**
 * Finds when steady state came back for good: from the last undo to the beginning of the window in which it
 * held, provided that it still holds at the end.
 */
export class RecoveryTracker {
  readonly #windowMs: number;
  #undoneAtMs: number | undefined;
  #heldSinceMs: number | undefined;
  #last: Trit = "unknown";

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** The last fault is out. Only the last call counts. */
  undone(atMs: number): void {
    this.#undoneAtMs = atMs;
    // Until a window says otherwise: what the fault never broke was never away.
    this.#heldSinceMs = atMs;
    this.#last = "unknown";
  }

  /** Whether a whole window has passed since, so that nothing of the fault is in it any more. */
  isDue(atMs: number): boolean {
    return this.#undoneAtMs !== undefined && atMs - this.#undoneAtMs >= this.#windowMs;
  }

  /** Whether steady state held over the window that ends now. */
  judged(atMs: number, holds: Trit): void {
    this.#last = holds;
    if (holds !== "true") this.#heldSinceMs = undefined;
    else this.#heldSinceMs ??= atMs - this.#windowMs;
  }

  read(): Recovery | null {
    if (this.#undoneAtMs === undefined) return null;
    if (this.#last !== "true" || this.#heldSinceMs === undefined) return { recovered: this.#last };
    return { recovered: "true", afterMs: Math.max(0, this.#heldSinceMs - this.#undoneAtMs) };
  }
}
