import type { Random } from "../../random/random.ts";
import { HeldChunks } from "./held-chunks.ts";
import type { Ending, Flow, Stage, ToxicType } from "./toxic.ts";

type SlicerAttributes = { readonly average_size: number; readonly size_variation: number; readonly delay: number };

/** Little is held: a link of small, slow pieces is felt by its sender. */
const LIMIT_BYTES = 64 * 1024;

class Slicer implements Stage {
  readonly #flow: Flow<SlicerAttributes>;
  readonly #held: HeldChunks;
  #freeAtMs = 0;

  constructor(flow: Flow<SlicerAttributes>) {
    this.#flow = flow;
    this.#held = new HeldChunks(flow, LIMIT_BYTES);
  }

  data(chunk: Buffer): void {
    const { average_size: averageBytes, size_variation: variationBytes, delay: delayUs } = this.#flow.attributes;
    const pieces = averageBytes < 1 ? [chunk] : slice(chunk, averageBytes, variationBytes, this.#flow.random);
    if (pieces.length > 1) this.#flow.acted();
    for (const piece of pieces) {
      const dueMs = Math.max(this.#freeAtMs, this.#flow.nowMs());
      this.#freeAtMs = dueMs + delayUs / 1000;
      this.#held.push(piece, dueMs);
    }
  }

  end(ending: Ending): void {
    this.#held.end(ending);
  }

  wake(): void {
    this.#held.release();
  }

  removed(): void {
    this.#held.flush();
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
  goName: "SlicerToxic",
  attributes: { average_size: "int", size_variation: "int", delay: "int" },
  start: (flow) => new Slicer(flow),
};
