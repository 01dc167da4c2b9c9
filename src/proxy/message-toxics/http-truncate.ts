import { z } from "zod";
import { choiceShape } from "../messages/choice.ts";
import type { Ending } from "../toxics/toxic.ts";
import type { MessageFlow, MessageStage, MessageToxicType } from "./message-toxic.ts";

const schema = z.strictObject({ ...choiceShape, bytes: z.int().min(0) });

type Attributes = z.infer<typeof schema>;

class Truncate implements MessageStage {
  readonly #flow: MessageFlow<Attributes>;
  #passedBytes = 0;
  #isCut = false;

  constructor(flow: MessageFlow<Attributes>) {
    this.#flow = flow;
  }

  answerBody(bytes: Buffer, isContent: boolean): void {
    if (this.#isCut) return;
    const leftBytes = isContent ? Math.max(this.#flow.attributes.bytes - this.#passedBytes, 0) : bytes.length;
    const allowed = bytes.subarray(0, leftBytes);
    if (isContent) this.#passedBytes += allowed.length;
    if (allowed.length > 0) this.#flow.passBody(allowed, isContent);
    if (allowed.length === bytes.length) return;
    this.#isCut = true;
    this.#flow.acted();
    this.#flow.cut("fin");
  }

  answerEnd(ending?: Ending): void {
    if (!this.#isCut) this.#flow.passEnd(ending);
  }
}

/** Closes the connection behind `bytes` bytes of an answer's body, where it has more. */
export const httpTruncate: MessageToxicType<Attributes> = {
  type: "http_truncate",
  on: "requests",
  schema,
  start: (flow) => new Truncate(flow),
};
