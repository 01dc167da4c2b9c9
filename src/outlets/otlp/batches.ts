import type { Clock } from "../../values/clock/clock.ts";
import { Delivery } from "../delivery.ts";
import { sendJson } from "../send-json.ts";
import { checkAnswer } from "./check-answer.ts";

/** The path of a kind of message, and its key in the message's document. */
const kinds = {
  traces: { path: "v1/traces", key: "resourceSpans" },
  metrics: { path: "v1/metrics", key: "resourceMetrics" },
} as const;

export interface BatchTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly kind: keyof typeof kinds;
}

/**
 * Messages of a kind, one after the other. What comes while one is under way waits, and goes together in the next: so an endpoint
 * that hangs has no more than two before it when a run ends.
 */
export class Batches {
  readonly #target: BatchTarget;
  readonly #delivery: Delivery;
  #waiting: object[] = [];

  constructor(target: BatchTarget, clock: Clock) {
    this.#target = target;
    this.#delivery = new Delivery(clock);
  }

  /** @param entry an item of the document's list */
  add(entry: object): void {
    this.#waiting.push(entry);
    if (this.#waiting.length === 1) this.#delivery.add((signal) => this.#sendWaiting(signal));
  }

  /** As a delivery's. @throws Error when some was not taken */
  finish(signal: AbortSignal): Promise<void> {
    return this.#delivery.finish(signal);
  }

  close(): Promise<void> {
    return this.#delivery.close();
  }

  async #sendWaiting(signal: AbortSignal): Promise<void> {
    const { url: base, headers, kind } = this.#target;
    const { path, key } = kinds[kind];
    const url = new URL(base);
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
    const body = { [key]: this.#waiting };
    this.#waiting = [];
    checkAnswer(await sendJson({ method: "POST", url: url.href, headers, body }, signal));
  }
}
