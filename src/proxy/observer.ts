import type { Call, EdgeRecorder } from "./edge-recorder.ts";
import { type AnswerHead, methodOf, readAnswerHead } from "./http-heads.ts";
import { type Framing, framingOf, HttpScanner, OPAQUE } from "./http-scanner.ts";
import type { Closing } from "./toxics/toxic.ts";

const ANSWER_START = "HTTP/";

/** A connection's messages as far as they have come: for who takes part in it from now on. */
export interface MessagesUnderWay {
  readonly requests: HttpScanner;
  readonly answers: HttpScanner;
  /** Methods of the calls that aren't answered yet, in order. */
  readonly methods: readonly string[];
}

/**
 * Watches the bytes of one connection as its caller sees it, requests as they come in and answers as they go
 * out, and counts calls. Answers belong to requests in order, which is what pipelining means.
 */
export class Observer {
  readonly #recorder: EdgeRecorder;
  readonly #requests: HttpScanner;
  readonly #answers: HttpScanner;
  readonly #pending: Call[] = [];
  #answer: AnswerHead | undefined;
  #isOver = false;
  /** True when a call was seen, or it is known that none will be. */
  #isKnown = false;
  /** The first of the bytes that came without a request. */
  #unasked = "";

  constructor(recorder: EdgeRecorder) {
    this.#recorder = recorder;
    this.#requests = new HttpScanner({
      head: (head, startedMs) => this.#requestHead(head, startedMs),
      isHead: (firstLine) => methodOf(firstLine) !== undefined,
      malformed: () => this.#noCallsHere(),
    });
    this.#answers = new HttpScanner({
      begins: () => this.#answerBegins(),
      head: (head, startedMs) => this.#answerHead(head, startedMs),
      ended: (nowMs) => this.#answerEnded(nowMs),
      malformed: () => this.close("malformed answer"),
    });
  }

  /** The messages so far; undefined when no more will be seen. */
  get underWay(): MessagesUnderWay | undefined {
    if (this.#isOver) return undefined;
    return { requests: this.#requests, answers: this.#answers, methods: this.#pending.map(({ method }) => method) };
  }

  /** Bytes came from the caller. */
  request(chunk: Buffer): void {
    if (!this.#isOver) this.#requests.feed(chunk, this.#recorder.nowMs());
  }

  /** Bytes go to the caller. */
  answer(chunk: Buffer): void {
    if (!this.#isOver) this.#answers.feed(chunk, this.#recorder.nowMs());
    if (this.#isOver && !this.#isKnown) this.#lookAtUnasked(chunk);
  }

  /** The end goes to the caller; an answer of unknown length is complete with it. */
  answersEnded(how: Closing): void {
    if (how === "fin" && this.#answers.isUntilClose) this.#answerEnded(this.#recorder.nowMs());
    this.close(how === "fin" ? "upstream closed" : "upstream reset");
  }

  /** The upstream could not be dialled: one failed call, whether the caller has said anything yet or not. */
  refused(acceptedMs: number, reason: string): void {
    if (this.#isOver) return;
    if (this.#pending.length === 0) this.#recorder.refuse(acceptedMs, reason);
    this.close(reason);
  }

  /** Nothing more will be seen: calls that are still open have failed. */
  close(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#requests.stop();
    this.#answers.stop();
    const nowMs = this.#recorder.nowMs();
    for (const call of this.#pending.splice(0)) this.#recorder.fail(call, nowMs, reason);
  }

  #requestHead(head: string, startedMs: number): Framing {
    const method = methodOf(head);
    if (method === undefined) {
      this.#noCallsHere();
      return OPAQUE;
    }
    this.#isKnown = true;
    this.#pending.push(this.#recorder.begin(startedMs, method));
    return framingOf(head) ?? 0;
  }

  /** Bytes that nobody asked for aren't HTTP, or no longer. */
  #answerBegins(): void {
    if (this.#pending.length === 0) this.close("not asked for");
  }

  /** A server that speaks first doesn't speak HTTP, unless it tells a silent caller to go (408). */
  #lookAtUnasked(chunk: Buffer): void {
    this.#unasked = (this.#unasked + chunk.toString("latin1", 0, ANSWER_START.length)).trimStart();
    if (this.#unasked.startsWith(ANSWER_START)) this.#isKnown = true;
    else if (!ANSWER_START.startsWith(this.#unasked)) this.#noCallsHere();
  }

  #noCallsHere(): void {
    if (this.#isKnown) return;
    this.#isKnown = true;
    this.#recorder.noteOpaque();
  }

  #answerHead(head: string, startedMs: number): Framing {
    const call = this.#pending[0];
    const answer = call === undefined ? undefined : readAnswerHead(head, call.method);
    if (call === undefined || answer === undefined) {
      this.close("malformed answer");
      return OPAQUE;
    }
    this.#answer = answer;
    if (answer.isInterim) return answer.framing;
    this.#recorder.answerBegan(call, startedMs, answer.status);
    if (answer.isSwitch) {
      this.#answerEnded(this.#recorder.nowMs());
      this.close("upgraded");
    }
    return answer.framing;
  }

  #answerEnded(nowMs: number): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer === undefined || answer.isInterim) return;
    const call = this.#pending.shift();
    if (call !== undefined) this.#recorder.answered(call, nowMs, answer.status);
  }
}
