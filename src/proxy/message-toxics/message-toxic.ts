import type { z } from "zod";
import type { Choice } from "../messages/choice.ts";
import type { Closing, Ending } from "../toxics/toxic.ts";

/** Settings of a toxic on messages: which it chooses, and its own. */
export type MessageAttributes = Choice & Readonly<Record<string, unknown>>;

/** An answer that the callee didn't give. */
export interface MadeAnswer {
  /** With its closing empty line; empty where the connection ends without an answer. */
  readonly head: string;
  readonly body: string;
  /** The way the connection ends behind it; undefined when it stays. */
  readonly closes?: Closing | undefined;
}

/**
 * Operations that a toxic has on an exchange that it has chosen: one request and its answer. What it passes goes to the
 * toxic that was added after it, and from the last one to the callee (a request) or the caller (an answer).
 */
export interface MessageFlow<A extends MessageAttributes = MessageAttributes> {
  /** The attributes as they are now; a change of the toxic is seen at once. */
  readonly attributes: A;
  /** The request's head as it came. */
  readonly requestHead: string;
  /** True when the caller has closed its side. */
  readonly hasCallerEnded: boolean;
  nowMs(): number;
  passRequest(head: string): void;
  /** Answers in place of the callee, which isn't asked, as soon as what was asked before is answered; it has acted then. */
  answer(made: MadeAnswer): void;
  passHead(head: string): void;
  passBody(bytes: Buffer, isContent: boolean): void;
  /** The answer is over: whole, or by an end of the connection. */
  passEnd(ending?: Ending): void;
  /** Ends the whole connection, both directions, once what the toxics after this one hold has gone. */
  cut(how: Closing): void;
  /** Asks the callee to stop (true) or to go on (false) with its answer. */
  holdBack(full: boolean): void;
  /** Calls the stage's `wake` once, never before `dueMs`; replaces the wake-up that was asked for before. */
  wakeAt(dueMs: number): void;
  /** Counts that the toxic did what it is for on this exchange, once however often it is said. */
  acted(): void;
}

/** A toxic at work on one exchange. What a method isn't there for is passed on. */
export interface MessageStage {
  /** The request's head, whole, with its closing empty line; nothing behind it goes on before this does. */
  request?(head: string): void;
  /** The head of the final answer, likewise. */
  answerHead?(head: string): void;
  /** `isContent` is false for sizes of chunks and trailers. */
  answerBody?(bytes: Buffer, isContent: boolean): void;
  answerEnd?(ending?: Ending): void;
  /** The caller has closed its side. */
  callerEnded?(): void;
  /** The time given to `wakeAt` has come. */
  wake?(): void;
  /** The toxic's attributes were changed. */
  changed?(): void;
  /** The toxic is being taken out: hand on whatever is held. Nothing is asked of the stage afterwards. */
  removed?(): void;
}

/** The messages that a toxic can act on: of HTTP, or of a database. */
export type ActedOn = "requests" | "queries";

/** A type of toxic that acts on requests and their answers. One file each. */
export interface MessageToxicType<A extends MessageAttributes = MessageAttributes> {
  /** The word in the API: `http_status`. */
  readonly type: string;
  readonly on: "requests";
  /** Of its attributes, those of the choice among them. */
  readonly schema: z.ZodType<MessageAttributes>;
  /** Starts it on an exchange that it has chosen. */
  start(flow: MessageFlow<A>): MessageStage;
}
