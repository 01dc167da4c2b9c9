import type { Clock } from "../../values/clock/clock.ts";
import type { AppliedRequestToxic } from "../applied-toxic.ts";
import type { MadeAnswer, MessageAttributes, MessageFlow, MessageStage } from "../message-toxics/message-toxic.ts";
import type { Closing, Ending } from "../toxics/toxic.ts";
import { WakeUp } from "../wake-up.ts";
import type { Exchange } from "./exchange.ts";

/** Functions that a step needs of the connection it is on. */
export interface StepLink {
  readonly clock: Clock;
  readonly hasCallerEnded: boolean;
  holdAnswers(by: object, full: boolean): void;
}

/** The place of one toxic in one exchange: it stands between the toxic's stage and its neighbours. */
export class Step implements MessageFlow {
  readonly toxic: AppliedRequestToxic;
  readonly #exchange: Exchange;
  readonly #link: StepLink;
  readonly #index: number;
  /** Undefined once its toxic is out: everything passes then. */
  #stage: MessageStage | undefined;
  readonly #wakeUp: WakeUp;
  #hasActed = false;

  constructor(exchange: Exchange, link: StepLink, toxic: AppliedRequestToxic, index: number) {
    this.toxic = toxic;
    this.#exchange = exchange;
    this.#link = link;
    this.#index = index;
    this.#wakeUp = new WakeUp(link.clock, () => this.#stage?.wake?.());
    this.#stage = toxic.type.start(this);
  }

  get isOut(): boolean {
    return this.#stage === undefined;
  }

  get attributes(): MessageAttributes {
    return this.toxic.attributes;
  }

  get requestHead(): string {
    return this.#exchange.requestHead;
  }

  get hasCallerEnded(): boolean {
    return this.#link.hasCallerEnded;
  }

  request(head: string): void {
    if (this.#stage?.request === undefined) this.passRequest(head);
    else this.#stage.request(head);
  }

  answerHead(head: string): void {
    if (this.#stage?.answerHead === undefined) this.passHead(head);
    else this.#stage.answerHead(head);
  }

  answerBody(bytes: Buffer, isContent: boolean): void {
    if (this.#stage?.answerBody === undefined) this.passBody(bytes, isContent);
    else this.#stage.answerBody(bytes, isContent);
  }

  answerEnd(ending?: Ending): void {
    if (this.#stage?.answerEnd === undefined) this.passEnd(ending);
    else this.#stage.answerEnd(ending);
  }

  callerEnded(): void {
    this.#stage?.callerEnded?.();
  }

  changed(): void {
    this.#stage?.changed?.();
  }

  /** The toxic goes. @returns its stage, which may still hold something */
  takeOut(): MessageStage | undefined {
    const stage = this.#stage;
    this.stop();
    return stage;
  }

  /** The connection is gone: drops what is held. */
  stop(): void {
    this.#stage = undefined;
    this.#wakeUp.cancel();
    this.#link.holdAnswers(this, false);
  }

  nowMs(): number {
    return this.#link.clock.nowMs();
  }

  passRequest(head: string): void {
    this.#exchange.requestTo(this.#index + 1, head);
  }

  answer(made: MadeAnswer): void {
    this.#exchange.answerAt(this.#index, made, this.toxic.type.type);
  }

  passHead(head: string): void {
    this.#exchange.headTo(this.#index + 1, head);
  }

  passBody(bytes: Buffer, isContent: boolean): void {
    this.#exchange.bodyTo(this.#index + 1, bytes, isContent);
  }

  passEnd(ending?: Ending): void {
    this.#exchange.endTo(this.#index + 1, ending);
  }

  cut(how: Closing): void {
    this.passEnd({ how, cutBy: this.toxic.type.type });
  }

  holdBack(full: boolean): void {
    this.#link.holdAnswers(this, full);
  }

  wakeAt(dueMs: number): void {
    this.#wakeUp.at(dueMs);
  }

  acted(): void {
    if (this.#hasActed) return;
    this.#hasActed = true;
    this.toxic.actedCount++;
  }
}
