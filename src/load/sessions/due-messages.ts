/** Messages that a message which came leaves behind it: nobody will get them any more. */
export interface Arrived {
  /** Messages that are due now and weren't before. */
  readonly newlyDue: number;
  /** The times at which those were due that were to come before it and haven't. */
  readonly lostMs: readonly number[];
  /** True when its own place had been given up: it counts no more. */
  readonly isLate: boolean;
}

/**
 * The messages that are due in one session: one every `everyMs`, counted from the time at which the last one that came was
 * sent. So nothing adds up where the sender's interval is a little longer, and the age of one that is due is what its
 * latency is so far. Each ends once: it comes; or a later one comes in its place, from which its number is told; or its
 * time is up. Times are ms since the Unix epoch, as in the messages.
 */
export class DueMessages {
  readonly #everyMs: number;
  readonly #timeoutMs: number;
  #sinceMs: number;
  /** Of those after `#sinceMs`, so many were counted as due. */
  #counted = 0;
  /** Of these, the first ones, whose time was up. */
  #expired = 0;

  constructor(everyMs: number, timeoutMs: number, fromMs: number) {
    this.#everyMs = everyMs;
    this.#timeoutMs = timeoutMs;
    this.#sinceMs = fromMs;
  }

  /** Counts anew from then on: none was due before. */
  restart(fromMs: number): void {
    this.#sinceMs = Math.max(this.#sinceMs, fromMs);
  }

  /** A message came. */
  came(sentMs: number): Arrived {
    const sinceMs = this.#sinceMs;
    // Of several at once, or in another order than they were sent in, each is one of its own.
    if (sentMs <= sinceMs) return { newlyDue: 1, lostMs: [], isLate: false };
    const place = Math.max(1, Math.round((sentMs - sinceMs) / this.#everyMs));
    const newlyDue = Math.max(0, place - this.#counted);
    const isLate = place <= this.#expired;
    const lostMs: number[] = [];
    for (let lost = this.#expired + 1; lost < place; lost++) lostMs.push(sinceMs + lost * this.#everyMs);
    this.#sinceMs = sentMs;
    this.#counted = Math.max(0, this.#counted - place);
    this.#expired = Math.max(0, this.#expired - place);
    return { newlyDue, lostMs, isLate };
  }

  /** Counts the messages that are due now and weren't at the last call. */
  takeDue(nowMs: number): number {
    const newlyDue = Math.max(0, this.#dueBy(nowMs) - this.#counted);
    this.#counted += newlyDue;
    return newlyDue;
  }

  /** Counts the messages whose time was up since the last call; those that are due have to be counted before. */
  takeExpired(nowMs: number): number {
    const expired = Math.max(0, this.#dueBy(nowMs - this.#timeoutMs) - this.#expired);
    this.#expired += expired;
    return expired;
  }

  /** The times at which those were due that haven't ended. */
  inFlightSinceMs(nowMs: number): number[] {
    const since: number[] = [];
    for (let due = this.#expired + 1; due <= this.#dueBy(nowMs); due++) since.push(this.#sinceMs + due * this.#everyMs);
    return since;
  }

  #dueBy(atMs: number): number {
    return Math.max(0, Math.floor((atMs - this.#sinceMs) / this.#everyMs));
  }
}
