import type { Clock } from "../../values/clock/clock.ts";
import { type AppliedMessageToxic, type AppliedRequestToxic, actsOnRequests } from "../applied-toxic.ts";
import type { MessagesUnderWay } from "../protocols/protocol.ts";
import type { Sink } from "../segment.ts";
import type { Ending } from "../toxics/toxic.ts";
import { type AnswerListener, AnswerSide } from "./answer-side.ts";
import { choosing } from "./choose.ts";
import { Exchange, type ExchangeLink } from "./exchange.ts";
import type { MessageLayer, MessageLink } from "./message-layer.ts";
import { type RequestListener, RequestSide } from "./request-side.ts";

/** With so many requests that wait for their answers, the next one waits, too. */
const UNDER_WAY_LIMIT = 1000;

/**
 * The requests of one connection and their answers, between its caller and everything else:
 *
 *   caller --> RequestSide --> Exchange: its steps' requests --> toxics on bytes --> callee
 *   caller <--                 Exchange: its steps' answers <-- AnswerSide <-- toxics on bytes <-- callee
 *
 * There as long as the connection has toxics on messages. Requests under way when it comes are left as they are.
 */
export class Exchanges implements MessageLayer, RequestListener, AnswerListener, ExchangeLink {
  readonly on = "requests";
  readonly clock: Clock;
  readonly fromCaller: Sink;
  readonly fromCallee: Sink;
  readonly #link: MessageLink;
  readonly #requests: RequestSide;
  readonly #answers: AnswerSide;
  /** Those whose answers are yet to go to the caller, in order. */
  readonly #underWay: Exchange[];
  #toxics: readonly AppliedRequestToxic[] = [];
  /** The one whose request comes, or was the last to come. */
  #current: Exchange | undefined;
  #hasCallerEnded = false;
  #isCallerTold = false;
  #isCallerFull = false;
  #isSending = false;

  constructor(link: MessageLink, seen: MessagesUnderWay) {
    this.clock = link.clock;
    this.#link = link;
    this.#underWay = seen.methods.map((method) => this.#joined(method));
    this.#requests = new RequestSide(this, seen.requests);
    this.#answers = new AnswerSide(this, seen.answers);
    this.fromCaller = { data: (chunk) => this.#requestCame(chunk), end: (ending) => this.#callerEnded(ending) };
    this.fromCallee = { data: (chunk) => this.#answerCame(chunk), end: (ending) => this.#answers.end(ending) };
  }

  get front(): Exchange | undefined {
    return this.#underWay[0];
  }

  get hasCallerEnded(): boolean {
    return this.#hasCallerEnded;
  }

  /** The connection's toxics are these from the next request on; what one that is gone holds goes on at once. */
  refresh(toxics: readonly AppliedMessageToxic[]): void {
    this.#toxics = toxics.filter(actsOnRequests);
    for (const exchange of [...this.#underWay]) exchange.keep(this.#toxics);
    if (this.front?.isPlain === true) this.#answers.passHeld();
    this.#goOn();
  }

  /** A toxic's attributes have changed. */
  changed(toxic: AppliedMessageToxic): void {
    if (!actsOnRequests(toxic)) return;
    for (const exchange of [...this.#underWay]) exchange.changed(toxic);
  }

  /** The caller has read what was written to it. */
  callerDrained(): void {
    this.#isCallerFull = false;
    this.#goOn();
  }

  /** The connection is gone. */
  stop(): void {
    this.#requests.stop();
    this.#answers.stop();
    for (const exchange of this.#underWay.splice(0)) exchange.stop();
  }

  holdsRequests(): boolean {
    const isFull = this.#isCallerFull || this.#underWay.length >= UNDER_WAY_LIMIT;
    return isFull || this.#current?.holdsRequests === true;
  }

  requestHead(method: string, head: string | undefined): void {
    const exchange = head === undefined ? this.#joined(method) : this.#chosen(method, head);
    this.#underWay.push(exchange);
    this.#current = exchange;
    if (head !== undefined) exchange.begin(head);
  }

  requestBody(bytes: Buffer): void {
    if (this.#current?.isMade !== true) this.passRequests(bytes);
  }

  requestEnded(): void {
    this.#current?.requestEnded();
  }

  passRequests(bytes: Buffer): void {
    this.#link.toCallee.data(bytes);
  }

  passRequestsEnd(ending: Ending): void {
    this.#link.toCallee.end(ending);
  }

  holdRequests(full: boolean): void {
    this.#link.holdRequests(this, full);
  }

  switched(): void {
    this.#requests.pass();
  }

  passAnswersEnd(ending: Ending): void {
    this.#isCallerTold = true;
    // A socket that was ended says no more that it has drained.
    this.#isCallerFull = false;
    this.#link.toCaller.end(ending);
    this.#requests.goOn();
  }

  holdAnswers(by: object, full: boolean): void {
    this.#link.holdAnswers(by, full);
  }

  ask(head: string): void {
    this.passRequests(Buffer.from(head, "latin1"));
  }

  decided(): void {
    this.#goOn();
  }

  emitHead(head: string): void {
    this.emit(Buffer.from(head, "latin1"));
  }

  emit(bytes: Buffer): void {
    this.#link.toCaller.data(bytes);
  }

  over(ending?: Ending): void {
    if (ending !== undefined) {
      this.passAnswersEnd(ending);
      return;
    }
    this.#underWay.shift();
    this.#goOn();
  }

  #chosen(method: string, head: string): Exchange {
    // A caller that was told the end hears no answer any more.
    const toxics = this.#isCallerTold ? [] : this.#toxics;
    return new Exchange(this, { method, head }, choosing(toxics, head, this.#link.seed));
  }

  #joined(method: string): Exchange {
    const exchange = new Exchange(this, { method, head: "" }, []);
    exchange.joined();
    return exchange;
  }

  #requestCame(chunk: Buffer): void {
    this.#requests.data(chunk);
    this.#restIfIdle();
  }

  #answerCame(chunk: Buffer): void {
    this.#answers.data(chunk);
    this.#restIfIdle();
  }

  #callerEnded(ending: Ending): void {
    this.#hasCallerEnded = true;
    for (const exchange of [...this.#underWay]) exchange.callerEnded();
    this.#requests.end(ending);
    // What waits for a connection that is over, or comes from a caller that is gone, need not be asked any more.
    if (ending.how === "reset" || this.#current?.isLast === true) this.#requests.drop();
  }

  #goOn(): void {
    this.#sendMade();
    this.#requests.goOn();
    this.#answers.goOn();
    this.#restIfIdle();
  }

  #sendMade(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.front?.isWaiting === true && !this.#isCallerFull) {
      this.front.sendMade();
      this.#isCallerFull = this.#link.isCallerFull();
    }
    this.#isSending = false;
  }

  #restIfIdle(): void {
    const isUsed = this.#toxics.length > 0 || this.#isCallerFull || this.#current?.isSwallowing === true;
    if (isUsed || !this.#underWay.every((exchange) => exchange.isPlain)) return;
    if (this.#requests.isIdle && this.#answers.isIdle) {
      this.#requests.pass();
      this.#link.idle();
    }
  }
}
