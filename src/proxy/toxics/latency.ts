import { HeldChunks } from "./held-chunks.ts";
import type { Ending, Flow, Stage, ToxicType } from "./toxic.ts";

type LatencyAttributes = { readonly latency: number; readonly jitter: number };

/** The most that is held, as much as the stock server's buffer of 1024 chunks of 32 KB. */
export const LATENCY_LIMIT_BYTES = 32 * 1024 * 1024;

class Latency implements Stage {
  readonly #flow: Flow<LatencyAttributes>;
  readonly #held: HeldChunks;

  constructor(flow: Flow<LatencyAttributes>) {
    this.#flow = flow;
    this.#held = new HeldChunks(flow, LATENCY_LIMIT_BYTES);
  }

  data(chunk: Buffer): void {
    const delayMs = this.#delayMs();
    if (delayMs > 0) this.#flow.acted();
    this.#held.push(chunk, this.#flow.nowMs() + delayMs);
  }

  end(ending: Ending): void {
    this.#held.end(ending);
  }

  wake(): void {
    this.#held.release();
  }

  changed(): void {
    this.#held.reschedule((arrivedMs) => arrivedMs + this.#delayMs());
  }

  removed(): void {
    this.#held.flush();
  }

  #delayMs(): number {
    const { latency, jitter } = this.#flow.attributes;
    return jitter > 0 ? latency + (this.#flow.random() * 2 - 1) * jitter : latency;
  }
}

/** Delays every chunk by `latency` ± `jitter` ms, uniform. Connecting isn't delayed. */
export const latency: ToxicType<LatencyAttributes> = {
  type: "latency",
  attributes: ["latency", "jitter"],
  start: (flow) => new Latency(flow),
};
