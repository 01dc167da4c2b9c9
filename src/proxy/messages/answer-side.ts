import type { Clock } from "../../values/clock/clock.ts";
import { type AnswerHead, readAnswerHead } from "../http-heads.ts";
import { type Framing, type HttpScanner, OPAQUE } from "../http-scanner.ts";
import type { Sink } from "../segment.ts";
import type { Ending } from "../toxics/toxic.ts";
import { Backlog } from "./backlog.ts";
import type { Exchange } from "./exchange.ts";

/** Tells of the exchanges of a connection, and is told what belongs to none. */
export interface AnswerListener {
  readonly clock: Clock;
  /** The exchange whose answer is next to go to the caller. */
  readonly front: Exchange | undefined;
  /** Is told that what follows, either way, isn't HTTP/1: an upgrade, a tunnel, or nobody asked for it. */
  switched(): void;
  /** Hands bytes to the caller. */
  emit(bytes: Buffer): void;
  passAnswersEnd(ending: Ending): void;
  holdAnswers(by: object, full: boolean): void;
}

/** Cuts what a callee answers, and gives each answer to its exchange, as soon as all of those before it have gone. */
export class AnswerSide implements Sink {
  readonly #listener: AnswerListener;
  readonly #scanner: HttpScanner;
  readonly #backlog: Backlog;
  /** The part of a head that has come, where a toxic is to see it whole. */
  #held = "";
  /** A head that is complete, until it has gone on. */
  #head: AnswerHead | undefined;
  #hasEnded = false;

  /** @param seen a scanner of the same bytes, as far as they have come */
  constructor(listener: AnswerListener, seen: HttpScanner) {
    this.#listener = listener;
    this.#scanner = seen.fork({
      begins: () => {
        // Nobody asked for it.
        if (listener.front?.isAsked !== true) this.#scanner.stop();
      },
      isHead: (firstLine) => readAnswerHead(firstLine, "") !== undefined,
      head: (head) => this.#scanHead(head),
      ended: () => {
        this.#hasEnded = this.#head?.isInterim !== true;
      },
    });
    this.#backlog = new Backlog({
      isBusy: () => listener.front?.isMade === true || listener.front?.isAnswered === true,
      take: (chunk) => this.#take(chunk),
      end: (ending) => this.#end(ending),
      holdBack: (full) => listener.holdAnswers(this, full),
    });
  }

  get isIdle(): boolean {
    return this.#backlog.isEmpty;
  }

  data(chunk: Buffer): void {
    this.#backlog.data(chunk);
  }

  /** A toxic on bytes that cuts the connection doesn't wait for answers that are held. */
  end(ending: Ending): void {
    if (ending.cutBy === undefined) this.#backlog.end(ending);
    else this.#listener.passAnswersEnd(ending);
  }

  goOn(): void {
    this.#backlog.goOn();
  }

  /** Hands on what is held of a head that no toxic looks at any more. */
  passHeld(): void {
    const held = this.#held;
    this.#held = "";
    if (held !== "") this.#listener.emit(Buffer.from(held, "latin1"));
  }

  stop(): void {
    this.#backlog.stop();
  }

  #scanHead(head: string): Framing {
    this.#head = readAnswerHead(head, this.#listener.front?.method ?? "");
    return this.#head?.framing ?? OPAQUE;
  }

  #take(chunk: Buffer): number {
    const { front, clock } = this.#listener;
    const { part } = this.#scanner;
    const end = this.#scanner.step(chunk, 0, clock.nowMs());
    const bytes = chunk.subarray(0, end);
    if (front === undefined || part === "opaque") this.#listener.emit(bytes);
    else if (part === "head") this.#headCame(front, bytes);
    else front.bodyTo(0, bytes, part === "content");
    if (this.#hasEnded) {
      this.#hasEnded = false;
      front?.answerEnded();
    }
    if (part !== "opaque" && this.#scanner.part === "opaque") this.#listener.switched();
    return end;
  }

  #headCame(front: Exchange, bytes: Buffer): void {
    const head = this.#head;
    this.#head = undefined;
    this.#held += bytes.toString("latin1");
    if (head !== undefined && !head.isInterim && !front.isPlain) {
      const whole = this.#held;
      this.#held = "";
      front.headTo(0, whole);
    } else if (front.isPlain || !this.#scanner.isInHead) {
      this.passHeld();
    }
    if (head?.isSwitch) front.answerEnded();
  }

  #end(ending: Ending): void {
    this.passHeld();
    const { front } = this.#listener;
    if (front === undefined) this.#listener.passAnswersEnd(ending);
    else front.answerEnded(ending);
  }
}
