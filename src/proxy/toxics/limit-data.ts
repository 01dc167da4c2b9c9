import type { Flow, Stage, ToxicType } from "./toxic.ts";

type LimitDataAttributes = { readonly bytes: number };

class LimitData implements Stage {
  readonly #flow: Flow<LimitDataAttributes>;
  #passedBytes = 0;

  constructor(flow: Flow<LimitDataAttributes>) {
    this.#flow = flow;
  }

  data(chunk: Buffer): void {
    const leftBytes = Math.max(this.#flow.attributes.bytes - this.#passedBytes, 0);
    const allowed = chunk.subarray(0, leftBytes);
    this.#passedBytes += allowed.length;
    if (allowed.length > 0) this.#flow.pass(allowed);
    if (chunk.length < leftBytes) return;
    this.#flow.acted();
    this.#flow.cut("fin");
  }
}

/** Closes the connection once it has carried `bytes` bytes. */
export const limitData: ToxicType<LimitDataAttributes> = {
  type: "limit_data",
  attributes: ["bytes"],
  start: (flow) => new LimitData(flow),
};
