import { z } from "zod";
import { choiceShape } from "../messages/choice.ts";
import type { MessageFlow, MessageStage, MessageToxicType } from "./message-toxic.ts";

const LONGEST_MS = 86_400_000;

const schema = z.strictObject({ ...choiceShape, delay: z.number().min(0).max(LONGEST_MS) });

type Attributes = z.infer<typeof schema>;

class Delay implements MessageStage {
  readonly #flow: MessageFlow<Attributes>;
  #sinceMs = 0;
  /** The request's head while it is held. */
  #head: string | undefined;

  constructor(flow: MessageFlow<Attributes>) {
    this.#flow = flow;
  }

  request(head: string): void {
    if (this.#flow.attributes.delay > 0) this.#flow.acted();
    this.#head = head;
    this.#sinceMs = this.#flow.nowMs();
    if (this.#flow.attributes.delay > 0) this.changed();
    else this.removed();
  }

  changed(): void {
    if (this.#head !== undefined) this.#flow.wakeAt(this.#sinceMs + this.#flow.attributes.delay);
  }

  wake(): void {
    this.removed();
  }

  removed(): void {
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined) this.#flow.passRequest(head);
  }
}

/** Holds requests for `delay` ms, and what comes behind them on their connections. */
export const httpDelay: MessageToxicType<Attributes> = {
  type: "http_delay",
  on: "requests",
  schema,
  start: (flow) => new Delay(flow),
};
