import type { Call, EdgeRecorder } from "./edge-recorder.ts";

/** Calls that may wait on a connection; a caller that reads its answers has fewer. */
const LIMIT = 100_000;
/** Answered calls that are still held at most, before those that wait move up. */
const KEPT = 1000;

/** The calls of one connection that wait for their answers, in the order in which they will be answered. */
export class OpenCalls<C extends Call = Call> {
  readonly #recorder: EdgeRecorder;
  #calls: C[] = [];
  /** The first in `#calls` that waits: taking from the front of a long array costs its length. */
  #at = 0;
  #isOver = false;

  constructor(recorder: EdgeRecorder) {
    this.#recorder = recorder;
  }

  /** True when nothing more of the connection will be counted. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The one that is answered next. */
  get first(): C | undefined {
    return this.#calls[this.#at];
  }

  /** Those that wait, in order. */
  get waiting(): readonly C[] {
    return this.#calls.slice(this.#at);
  }

  begin(call: C): void {
    if (this.#isOver) return;
    if (this.#calls.length - this.#at === LIMIT) {
      this.lose();
      return;
    }
    this.#calls.push(call);
    this.#recorder.begin(call);
  }

  /** A call that is never answered was asked. */
  beginUnanswered(startedMs: number): void {
    if (this.#isOver) return;
    const call = { startedMs };
    this.#recorder.begin(call);
    this.#recorder.forget(call);
  }

  /** The first byte of the first one's answer came. */
  answerBegan(nowMs: number): void {
    if (this.first !== undefined) this.#recorder.answerBegan(this.first, nowMs);
  }

  /** The first one was answered; what failed it, if anything did. */
  answered(nowMs: number, failure?: string): void {
    const call = this.#shift();
    if (call === undefined) return;
    if (failure === undefined) this.#recorder.answered(call, nowMs);
    else this.#recorder.fail(call, nowMs, failure);
  }

  /** The first one was answered as `answered` has it, and something else is to come in its place. */
  answeredButFor(next: C, nowMs: number, failure?: string): void {
    this.answered(nowMs, failure);
    if (this.#at > 0) this.#calls[--this.#at] = next;
    else this.#calls.unshift(next);
  }

  /** An answer came that nobody asked for, and says that the connection came to nothing. */
  refused(acceptedMs: number, reason: string): void {
    this.#recorder.refuse(acceptedMs, reason);
    this.#isOver = true;
  }

  /** Nothing more will be seen: calls that are still open have failed. */
  close(reason: string): void {
    const nowMs = this.#recorder.nowMs();
    for (const call of this.#takeAll()) {
      if (call.kind === "mark") this.#recorder.forget(call);
      else this.#recorder.fail(call, nowMs, reason);
    }
  }

  /** The caller has gone. */
  abandon(reason: string): void {
    const nowMs = this.#recorder.nowMs();
    for (const call of this.#takeAll()) {
      if (call.kind === undefined || call.kind === "handshake") this.#recorder.fail(call, nowMs, reason);
      else this.#recorder.forget(call);
    }
  }

  /** A stream has begun on the connection. */
  noteStream(): void {
    this.#recorder.noteStream();
  }

  /** The connection has become a stream: there are no calls on it any more. */
  becomeStream(): void {
    this.noteStream();
    this.end();
  }

  /** The bytes can't be followed any more, so that the edge's calls can't all be seen. */
  lose(): void {
    if (this.#isOver) return;
    this.#recorder.noteOpaque();
    this.end();
  }

  /** Nothing more of the connection is counted, and nothing is said of calls that are open. */
  end(): void {
    for (const call of this.#takeAll()) this.#recorder.forget(call);
  }

  #takeAll(): readonly C[] {
    this.#isOver = true;
    const calls = this.waiting;
    this.#calls = [];
    this.#at = 0;
    return calls;
  }

  #shift(): C | undefined {
    const call = this.#calls[this.#at];
    if (call === undefined) return undefined;
    this.#at++;
    if (this.#at === this.#calls.length) this.#calls.length = 0;
    else if (this.#at === KEPT) this.#calls = this.#calls.slice(KEPT);
    else return call;
    this.#at = 0;
    return call;
  }
}
