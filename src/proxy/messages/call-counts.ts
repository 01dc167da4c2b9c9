import type { AppliedMessageToxic } from "../applied-toxic.ts";

/** Keys that are remembered. The one that was asked for least recently is forgotten first, and begins anew. */
const KEYS_LIMIT = 100_000;

/** Counts requests, by key. */
export class CallCounts {
  readonly #counts = new Map<string, number>();

  /** Counts one more. @returns its number among those of its key, from 1 */
  next(key: string): number {
    const n = (this.#counts.get(key) ?? 0) + 1;
    // A key that is set again goes to the end of the map.
    this.#counts.delete(key);
    this.#counts.set(key, n);
    if (this.#counts.size > KEYS_LIMIT) {
      for (const oldest of this.#counts.keys()) {
        this.#counts.delete(oldest);
        break;
      }
    }
    return n;
  }
}

/** The number of one request: toxics that count together count it once. */
export class RequestNumbers {
  readonly #numbers = new Map<CallCounts, Map<string, number>>();

  /** Its number among those of its key. */
  in(counts: CallCounts, key: string): number {
    const numbers = this.#numbers.get(counts) ?? new Map<string, number>();
    this.#numbers.set(counts, numbers);
    const n = numbers.get(key) ?? counts.next(key);
    numbers.set(key, n);
    return n;
  }
}

/** The counts of a group, from another toxic that is in it; new ones for the first of it, and for a toxic without. */
export function countsOf(group: string, others: readonly AppliedMessageToxic[]): CallCounts {
  const other = group === "" ? undefined : others.find(({ attributes }) => attributes.group === group);
  return other?.counts ?? new CallCounts();
}
