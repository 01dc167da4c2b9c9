import type { Ending, Flow, Stage, ToxicType } from "./toxic.ts";

type SlowCloseAttributes = { readonly delay: number };

class SlowClose implements Stage {
  readonly #flow: Flow<SlowCloseAttributes>;
  #endedAtMs = 0;
  #ending: Ending | undefined;

  constructor(flow: Flow<SlowCloseAttributes>) {
    this.#flow = flow;
  }

  data(chunk: Buffer): void {
    this.#flow.pass(chunk);
  }

  end(ending: Ending): void {
    if (this.#flow.attributes.delay > 0) this.#flow.acted();
    this.#ending = ending;
    this.#endedAtMs = this.#flow.nowMs();
    this.changed();
  }

  wake(): void {
    this.removed();
  }

  changed(): void {
    if (this.#ending !== undefined) this.#flow.wakeAt(this.#endedAtMs + this.#flow.attributes.delay);
  }

  removed(): void {
    if (this.#ending !== undefined) this.#flow.passEnd(this.#ending);
  }
}

/** Hands the end of the stream on `delay` ms late. */
export const slowClose: ToxicType<SlowCloseAttributes> = {
  type: "slow_close",
  attributes: ["delay"],
  start: (flow) => new SlowClose(flow),
};
