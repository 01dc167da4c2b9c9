import type { Random } from "../../values/random/random.ts";
import type { Ending, Flow, Stage, ToxicType } from "./toxic.ts";

type SlicerAttributes = { readonly average_size: number; readonly size_variation: number; readonly delay: number };

/** Little is held: a link of small, slow pieces is felt by its sender. */
const LIMIT_BYTES = 64 * 1024;

/**
 * Hands pieces on one by one, each `delay` after the one before really went, and never two in one turn of the event
 * loop: pieces that are written together are read together. Catching up with a schedule would do just that whenever the
 * machine is late.
 */
class Slicer implements Stage {
  readonly #flow: Flow<SlicerAttributes>;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  /** True when the next piece has to wait for its turn. */
  #isWaiting = false;
  #ending: Ending | undefined;

  constructor(flow: Flow<SlicerAttributes>) {
    this.#flow = flow;
  }

  data(chunk: Buffer): void {
    const { average_size: averageBytes, size_variation: variationBytes } = this.#flow.attributes;
    const pieces = averageBytes < 1 ? [chunk] : slice(chunk, averageBytes, variationBytes, this.#flow.random);
    if (pieces.length > 1) this.#flow.acted();
    this.#pieces.push(...pieces);
    this.#bytes += chunk.length;
    this.#flow.holdBack(this.#bytes > LIMIT_BYTES);
    // Also the first piece is left to the next turn: sent now, the second could follow before anybody reads.
    if (!this.#isWaiting) this.#waitUntil(this.#flow.nowMs());
  }

  end(ending: Ending): void {
    this.#ending = ending;
    this.#endWhenEmpty();
  }

  wake(): void {
    this.#isWaiting = false;
    const piece = this.#pieces.shift();
    if (piece === undefined) return;
    this.#bytes -= piece.length;
    this.#flow.pass(piece);
    this.#flow.holdBack(this.#bytes > LIMIT_BYTES);
    this.#waitUntil(this.#flow.nowMs() + this.#flow.attributes.delay / 1000);
    this.#endWhenEmpty();
  }

  removed(): void {
    for (const piece of this.#pieces.splice(0)) this.#flow.pass(piece);
    this.#endWhenEmpty();
  }

  #waitUntil(dueMs: number): void {
    this.#isWaiting = true;
    this.#flow.wakeAt(dueMs);
  }

  #endWhenEmpty(): void {
    if (this.#ending !== undefined && this.#pieces.length === 0) this.#flow.passEnd(this.#ending);
  }
}

/** Halves a chunk, each time off the middle by up to the variation, until its pieces are about the average. */
function slice(chunk: Buffer, averageBytes: number, variationBytes: number, random: Random): Buffer[] {
  if (chunk.length <= 1 || chunk.length - averageBytes <= variationBytes) return [chunk];
  const offset = variationBytes > 0 ? Math.floor((random() * 2 - 1) * variationBytes) : 0;
  const middle = Math.min(Math.max(Math.floor(chunk.length / 2) + offset, 1), chunk.length - 1);
  return [
    ...slice(chunk.subarray(0, middle), averageBytes, variationBytes, random),
    ...slice(chunk.subarray(middle), averageBytes, variationBytes, random),
  ];
}

/** Cuts chunks into pieces of `average_size` ± `size_variation` bytes, `delay` µs apart. */
export const slicer: ToxicType<SlicerAttributes> = {
  type: "slicer",
  attributes: ["average_size", "size_variation", "delay"],
  start: (flow) => new Slicer(flow),
};
