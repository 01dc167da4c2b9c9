import type { AppliedRequestToxic } from "../applied-toxic.ts";
import type { MadeAnswer } from "../message-toxics/message-toxic.ts";
import type { Ending } from "../toxics/toxic.ts";
import { Step, type StepLink } from "./step.ts";

/** Functions that an exchange needs of the connection it is on. */
export interface ExchangeLink extends StepLink {
  /** Hands a request's head to the callee. */
  ask(head: string): void;
  /** Is told that it is known what becomes of the request. */
  decided(): void;
  /** Hands an answer's head to the caller. */
  emitHead(head: string): void;
  /** Hands bytes of an answer's body to the caller, with its framing. */
  emit(bytes: Buffer): void;
  /** Is told that the whole answer has gone to the caller, or that it ends with the connection. */
  over(ending?: Ending): void;
}

/**
 * A request and its answer, with a step for each toxic that chose it, in the order in which they were added. The request
 * goes through the steps to the callee, the answer through the same steps, in the same order, to the caller.
 */
export class Exchange {
  readonly method: string;
  /** The request's head, for toxics to look at; empty where none chose it. */
  readonly requestHead: string;
  readonly #link: ExchangeLink;
  readonly #steps: readonly Step[];
  /** Number of steps that an answer goes through: those before the toxic that gave it. */
  #answerSteps: number;
  #made: MadeAnswer | undefined;
  #madeEnding: Ending | undefined;
  #isAsked = false;
  #isSent = false;
  #isRequestOver = false;
  #isAnswered = false;
  /** True when the whole answer has gone to the caller. */
  #isGone = false;

  constructor(
    link: ExchangeLink,
    request: { readonly method: string; readonly head: string },
    toxics: readonly AppliedRequestToxic[],
  ) {
    this.#link = link;
    this.method = request.method;
    this.requestHead = toxics.length === 0 ? "" : request.head;
    this.#steps = toxics.map((toxic, index) => new Step(this, link, toxic, index));
    this.#answerSteps = toxics.length;
  }

  /** True when the callee has the request. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** True when it is answered in place of the callee. */
  get isMade(): boolean {
    return this.#made !== undefined;
  }

  /** True while the rest of a request comes that the callee isn't asked. */
  get isSwallowing(): boolean {
    return this.isMade && !this.#isRequestOver;
  }

  /** True when the answer that was made waits for its turn. */
  get isWaiting(): boolean {
    return this.#made !== undefined && !this.#isSent;
  }

  /** True when all of its answer has come. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** True when no toxic looks at it any more, and bytes of its answer can go on as they come. */
  get isPlain(): boolean {
    return this.#isAsked && this.#steps.every((step) => step.isOut);
  }

  /** True when the connection ends with it, so that no request behind it goes on. */
  get isLast(): boolean {
    return this.#madeEnding?.how === "reset" || (this.#madeEnding !== undefined && this.#isRequestOver);
  }

  /** True when what comes behind its head has to wait. */
  get holdsRequests(): boolean {
    return this.isLast || !(this.#isAsked || this.isMade);
  }

  /** Hands the request's head to the first step, and on from there. */
  begin(head: string): void {
    this.requestTo(0, head);
  }

  /** The connection was joined when it was under way already. */
  joined(): void {
    this.#isAsked = true;
  }

  requestTo(index: number, head: string): void {
    const step = this.#steps[index];
    if (step !== undefined) {
      step.request(head);
      return;
    }
    this.#isAsked = true;
    this.#link.ask(head);
    this.#link.decided();
  }

  /** The toxic of that step answers. */
  answerAt(index: number, made: MadeAnswer, cutBy: string): void {
    this.#made = made;
    this.#madeEnding = made.closes === undefined ? undefined : { how: made.closes, cutBy };
    this.#answerSteps = index;
    this.#link.decided();
  }

  /** Its turn has come: hands on the answer that was made. */
  sendMade(): void {
    const { head = "", body = "" } = this.#made ?? {};
    this.#isSent = true;
    // Not before: a caller may go, or its connection end, while the answer waits for its turn.
    this.#steps[this.#answerSteps]?.acted();
    if (head !== "") this.headTo(0, head);
    if (body !== "") this.bodyTo(0, Buffer.from(body), true);
    this.endTo(0, this.isLast ? this.#madeEnding : undefined);
  }

  /** The callee's answer is over: whole, or by an end of the connection. */
  answerEnded(ending?: Ending): void {
    this.#isAnswered = true;
    this.endTo(0, ending);
  }

  headTo(index: number, head: string): void {
    if (index < this.#answerSteps) this.#steps[index]?.answerHead(head);
    else this.#link.emitHead(head);
  }

  bodyTo(index: number, bytes: Buffer, isContent: boolean): void {
    if (index < this.#answerSteps) this.#steps[index]?.answerBody(bytes, isContent);
    else this.#link.emit(bytes);
  }

  endTo(index: number, ending?: Ending): void {
    if (index < this.#answerSteps) {
      this.#steps[index]?.answerEnd(ending);
      return;
    }
    this.#isGone = true;
    // A connection that is closed before its request is over is reset, and the answer may be lost with it.
    const waits = this.#madeEnding !== undefined && ending === undefined && !this.#isRequestOver;
    if (!waits) this.#link.over(ending ?? this.#madeEnding);
  }

  requestEnded(): void {
    if (this.#isRequestOver) return;
    this.#isRequestOver = true;
    if (this.#isGone && this.#madeEnding !== undefined) this.#link.over(this.#madeEnding);
  }

  callerEnded(): void {
    for (const step of this.#steps) step.callerEnded();
    this.requestEnded();
  }

  changed(toxic: AppliedRequestToxic): void {
    this.#steps.find((step) => step.toxic === toxic)?.changed();
  }

  /** Takes out the steps of all toxics but these. */
  keep(toxics: readonly AppliedRequestToxic[]): void {
    const stages = this.#steps.filter(({ toxic }) => !toxics.includes(toxic)).map((step) => step.takeOut());
    // What a later one holds of the answer goes before what an earlier one does.
    for (const stage of stages.reverse()) stage?.removed?.();
  }

  /** The connection is gone. */
  stop(): void {
    for (const step of this.#steps) step.stop();
  }
}
