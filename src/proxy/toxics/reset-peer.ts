import type { Flow, Stage, ToxicType } from "./toxic.ts";

type ResetPeerAttributes = { readonly timeout: number };

class ResetPeer implements Stage {
  readonly #flow: Flow<ResetPeerAttributes>;
  #dueMs: number | undefined;

  constructor(flow: Flow<ResetPeerAttributes>) {
    this.#flow = flow;
  }

  data(): void {
    this.end();
  }

  end(): void {
    if (this.#dueMs !== undefined) return;
    this.#flow.acted();
    this.#dueMs = this.#flow.nowMs() + this.#flow.attributes.timeout;
    this.#flow.wakeAt(this.#dueMs);
  }

  wake(): void {
    this.#flow.cut(this.#flow.sinceStart ? "reset" : "fin");
  }

  /** Bytes were dropped since the first of them: what is left can't be used any more. */
  removed(): void {
    if (this.#dueMs !== undefined) this.wake();
  }
}

/** From the first bytes on drops everything, and after `timeout` ms resets the connection. */
export const resetPeer: ToxicType<ResetPeerAttributes> = {
  type: "reset_peer",
  attributes: ["timeout"],
  start: (flow) => new ResetPeer(flow),
};
