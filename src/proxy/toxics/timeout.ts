import type { Flow, Stage, ToxicType } from "./toxic.ts";

type TimeoutAttributes = { readonly timeout: number };

class Timeout implements Stage {
  readonly #flow: Flow<TimeoutAttributes>;

  constructor(flow: Flow<TimeoutAttributes>) {
    this.#flow = flow;
    this.changed();
  }

  data(): void {
    this.#flow.acted();
    this.changed();
  }

  wake(): void {
    // It was set to 0 in the meantime.
    if (this.#flow.attributes.timeout <= 0) return;
    this.#flow.acted();
    this.#flow.cut("fin");
  }

  changed(): void {
    const { timeout } = this.#flow.attributes;
    if (timeout > 0) this.#flow.wakeAt(this.#flow.nowMs() + timeout);
  }

  /** Ends the connection: what was dropped can't be brought back, so it is of no more use. */
  removed(): void {
    this.#flow.cut("fin");
  }
}

/** Drops all bytes and closes after `timeout` ms of silence; 0 never closes. Taking it out closes the connection. */
export const timeout: ToxicType<TimeoutAttributes> = {
  type: "timeout",
  attributes: ["timeout"],
  start: (flow) => new Timeout(flow),
};
