import type { Ending, Flow } from "./toxic.ts";

interface Held {
  readonly chunk: Buffer;
  readonly arrivedMs: number;
  dueMs: number;
}

/**
 * Bytes that a toxic holds until their time has come, in order. Holding more than `limitBytes` stops the
 * sender, so that memory stays bounded.
 */
export class HeldChunks {
  readonly #flow: Flow;
  readonly #limitBytes: number;
  readonly #held: Held[] = [];
  #bytes = 0;
  #ending: Ending | undefined;

  constructor(flow: Flow, limitBytes: number) {
    this.#flow = flow;
    this.#limitBytes = limitBytes;
  }

  /** Hands a chunk on at `dueMs`, and never lets it overtake one that is held already. */
  push(chunk: Buffer, dueMs: number): void {
    const nowMs = this.#flow.nowMs();
    const last = this.#held.at(-1);
    if (last === undefined && dueMs <= nowMs) {
      this.#flow.pass(chunk);
      return;
    }
    this.#held.push({ chunk, arrivedMs: nowMs, dueMs: Math.max(dueMs, last?.dueMs ?? 0) });
    this.#bytes += chunk.length;
    if (last === undefined) this.#flow.wakeAt(dueMs);
    this.#flow.holdBack(this.#bytes > this.#limitBytes);
  }

  /** Hands the end on once everything before it has gone. */
  end(ending: Ending): void {
    if (this.#held.length === 0) this.#flow.passEnd(ending);
    else this.#ending = ending;
  }

  /** Hands on what is due, and asks to be woken for the rest. */
  release(): void {
    this.#releaseUntil(this.#flow.nowMs());
  }

  /** Hands on everything, due or not. */
  flush(): void {
    this.#releaseUntil(Number.POSITIVE_INFINITY);
  }

  /** Gives every held chunk a new due time, from when it arrived and its size. */
  reschedule(dueMsOf: (arrivedMs: number, bytes: number) => number): void {
    let previousMs = 0;
    for (const held of this.#held) {
      held.dueMs = Math.max(dueMsOf(held.arrivedMs, held.chunk.length), previousMs);
      previousMs = held.dueMs;
    }
    this.release();
  }

  #releaseUntil(nowMs: number): void {
    for (let next = this.#held[0]; next !== undefined && next.dueMs <= nowMs; next = this.#held[0]) {
      this.#held.shift();
      this.#bytes -= next.chunk.length;
      this.#flow.pass(next.chunk);
    }
    this.#flow.holdBack(this.#bytes > this.#limitBytes);
    const next = this.#held[0];
    if (next !== undefined) this.#flow.wakeAt(next.dueMs);
    else if (this.#ending !== undefined) {
      const ending = this.#ending;
      this.#ending = undefined;
      this.#flow.passEnd(ending);
    }
  }
}
