import { HeldChunks } from "./held-chunks.ts";
import type { Ending, Flow, Stage, ToxicType } from "./toxic.ts";

type BandwidthAttributes = { readonly rate: number };

/** Little is held: a slow link is felt by its sender. */
const LIMIT_BYTES = 64 * 1024;
/** Slow links hand on what this long has let through, instead of one large chunk after a long silence. */
const PIECE_MS = 100;

class Bandwidth implements Stage {
  readonly #flow: Flow<BandwidthAttributes>;
  readonly #held: HeldChunks;
  #freeAtMs = 0;

  constructor(flow: Flow<BandwidthAttributes>) {
    this.#flow = flow;
    this.#held = new HeldChunks(flow, LIMIT_BYTES);
  }

  data(chunk: Buffer): void {
    const pieceBytes = this.#flow.attributes.rate * PIECE_MS;
    this.#flow.acted();
    for (let at = 0; at < chunk.length; ) {
      const piece = pieceBytes > 0 ? chunk.subarray(at, at + pieceBytes) : chunk.subarray(at);
      this.#held.push(piece, this.#dueMs(this.#flow.nowMs(), piece.length));
      at += piece.length;
    }
  }

  end(ending: Ending): void {
    this.#held.end(ending);
  }

  wake(): void {
    this.#held.release();
  }

  changed(): void {
    this.#freeAtMs = this.#flow.nowMs();
    this.#held.reschedule((arrivedMs, bytes) => this.#dueMs(arrivedMs, bytes));
  }

  removed(): void {
    this.#held.flush();
  }

  /**
   * Time at which the link will have carried these bytes, in ms, after all those before them. A KB is 1000 bytes: 1
   * KB/s is 1 byte/ms.
   */
  #dueMs(arrivedMs: number, bytes: number): number {
    const { rate } = this.#flow.attributes;
    if (rate <= 0) return Number.POSITIVE_INFINITY;
    this.#freeAtMs = Math.max(this.#freeAtMs, arrivedMs) + bytes / rate;
    return this.#freeAtMs;
  }
}

/** Lets `rate` KB through a second, per connection; 0 lets nothing through. */
export const bandwidth: ToxicType<BandwidthAttributes> = {
  type: "bandwidth",
  attributes: ["rate"],
  start: (flow) => new Bandwidth(flow),
};
