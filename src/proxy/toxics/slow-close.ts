import type { Closing, Flow, Stage, ToxicType } from "./toxic.ts";

type SlowCloseAttributes = { readonly delay: number };

class SlowClose implements Stage {
  readonly #flow: Flow<SlowCloseAttributes>;
  #endedAtMs = 0;
  #closing: Closing | undefined;

  constructor(flow: Flow<SlowCloseAttributes>) {
    this.#flow = flow;
  }

  data(chunk: Buffer): void {
    this.#flow.pass(chunk);
  }

  end(closing: Closing): void {
    if (this.#flow.attributes.delay > 0) this.#flow.acted();
    this.#closing = closing;
    this.#endedAtMs = this.#flow.nowMs();
    this.changed();
  }

  wake(): void {
    this.removed();
  }

  changed(): void {
    if (this.#closing !== undefined) this.#flow.wakeAt(this.#endedAtMs + this.#flow.attributes.delay);
  }

  removed(): void {
    if (this.#closing !== undefined) this.#flow.passEnd(this.#closing);
  }
}

/** Hands the end of the stream on `delay` ms late. */
export const slowClose: ToxicType<SlowCloseAttributes> = {
  type: "slow_close",
  goName: "SlowCloseToxic",
  attributes: { delay: "int64" },
  start: (flow) => new SlowClose(flow),
};
