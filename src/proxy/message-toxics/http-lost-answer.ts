import { z } from "zod";
import { choiceShape } from "../messages/choice.ts";
import type { Ending } from "../toxics/toxic.ts";
import type { MessageFlow, MessageStage, MessageToxicType } from "./message-toxic.ts";

const schema = z.strictObject({ ...choiceShape, hang: z.boolean().default(false) });

type Attributes = z.infer<typeof schema>;

class LostAnswer implements MessageStage {
  readonly #flow: MessageFlow<Attributes>;
  /** True once a part of the answer is lost: nothing that comes later can be understood without it. */
  #isLosing = false;
  #isOver = false;

  constructor(flow: MessageFlow<Attributes>) {
    this.#flow = flow;
  }

  answerHead(): void {
    this.#flow.acted();
    this.#isLosing = true;
  }

  answerBody(bytes: Buffer, isContent: boolean): void {
    if (!this.#isLosing) this.#flow.passBody(bytes, isContent);
  }

  answerEnd(ending?: Ending): void {
    this.#isOver = this.#isLosing;
    if (this.#isLosing) this.changed();
    else this.#flow.passEnd(ending);
  }

  callerEnded(): void {
    this.changed();
  }

  changed(): void {
    const hangs = this.#flow.attributes.hang && !this.#flow.hasCallerEnded;
    if (this.#isOver && !hangs) this.#flow.cut("reset");
  }

  removed(): void {
    if (this.#isLosing) this.#flow.cut("reset");
  }
}

/** Lets the callee do its work, drops its answer, and then resets the connection, or with `hang` leaves it silent. */
export const httpLostAnswer: MessageToxicType<Attributes> = {
  type: "http_lost_answer",
  on: "requests",
  schema,
  start: (flow) => new LostAnswer(flow),
};
