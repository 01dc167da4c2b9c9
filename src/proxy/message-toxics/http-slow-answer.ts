import { z } from "zod";
import { choiceShape } from "../messages/choice.ts";
import type { Ending } from "../toxics/toxic.ts";
import type { MessageFlow, MessageStage, MessageToxicType } from "./message-toxic.ts";

const schema = z.strictObject({ ...choiceShape, rate: z.number().positive() });

type Attributes = z.infer<typeof schema>;

interface Part {
  readonly bytes: Buffer;
  readonly isContent: boolean;
}

/** Little is held: a slow answer is felt by the callee. */
const LIMIT_BYTES = 64 * 1024;
/** Time for which bytes are let through and handed on together. */
const PIECE_MS = 100;
/** An answer that takes less longer than this isn't slowed: no timer and no caller could tell. */
const TELLABLE_MS = 1;

class SlowAnswer implements MessageStage {
  readonly #flow: MessageFlow<Attributes>;
  readonly #parts: Part[] = [];
  #heldBytes = 0;
  /** The piece that is under way, and since when. */
  #piece: Part | undefined;
  #sinceMs = 0;
  /** Time that its pieces take, as far as they have come. */
  #takesMs = 0;
  #isOver = false;
  #ending: Ending | undefined;

  constructor(flow: MessageFlow<Attributes>) {
    this.#flow = flow;
  }

  answerBody(bytes: Buffer, isContent: boolean): void {
    this.#parts.push({ bytes, isContent });
    this.#heldBytes += bytes.length;
    if (this.#piece === undefined) this.#next(this.#flow.nowMs());
    this.#flow.holdBack(this.#heldBytes > LIMIT_BYTES);
  }

  answerEnd(ending?: Ending): void {
    this.#isOver = true;
    this.#ending = ending;
    if (this.#piece === undefined) this.#flow.passEnd(ending);
  }

  wake(): void {
    const dueMs = this.#dueMs();
    this.#passPiece();
    this.#next(dueMs);
    this.#flow.holdBack(this.#heldBytes > LIMIT_BYTES);
  }

  /** The piece under way begins anew, at the rate there is now. */
  changed(): void {
    if (this.#piece === undefined) return;
    this.#parts.unshift(this.#piece);
    this.#next(this.#flow.nowMs());
  }

  removed(): void {
    this.#passPiece();
    for (const part of this.#parts.splice(0)) this.#pass(part);
    if (this.#isOver) this.#flow.passEnd(this.#ending);
  }

  /** Begins with the next piece, or ends. Framing takes no time. */
  #next(sinceMs: number): void {
    let part = this.#parts.shift();
    for (; part !== undefined && !part.isContent; part = this.#parts.shift()) this.#pass(part);
    this.#piece = part;
    if (part === undefined) {
      if (this.#isOver) this.#flow.passEnd(this.#ending);
      return;
    }
    const { bytes } = part;
    const pieceBytes = Math.max(Math.floor((this.#flow.attributes.rate * PIECE_MS) / 1000), 1);
    if (bytes.length > pieceBytes) {
      this.#parts.unshift({ bytes: bytes.subarray(pieceBytes), isContent: true });
      this.#piece = { bytes: bytes.subarray(0, pieceBytes), isContent: true };
    }
    this.#sinceMs = sinceMs;
    const dueMs = this.#dueMs();
    this.#takesMs += dueMs - sinceMs;
    if (this.#takesMs >= TELLABLE_MS) this.#flow.acted();
    this.#flow.wakeAt(dueMs);
  }

  /** Time at which the piece under way has been let through. */
  #dueMs(): number {
    const bytes = this.#piece?.bytes.length ?? 0;
    return this.#sinceMs + (bytes * 1000) / this.#flow.attributes.rate;
  }

  #passPiece(): void {
    const piece = this.#piece;
    this.#piece = undefined;
    if (piece !== undefined) this.#pass(piece);
  }

  #pass({ bytes, isContent }: Part): void {
    this.#heldBytes -= bytes.length;
    this.#flow.passBody(bytes, isContent);
  }
}

/** Hands the head of an answer on at once, and lets `rate` bytes of its body through a second. */
export const httpSlowAnswer: MessageToxicType<Attributes> = {
  type: "http_slow_answer",
  on: "requests",
  schema,
  start: (flow) => new SlowAnswer(flow),
};
