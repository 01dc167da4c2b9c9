import type { Call, EdgeRecorder } from "./edge-recorder.ts";

/** The calls of one connection whose answers come in any order: each is a stream of its own. */
export class StreamCalls {
  readonly #recorder: EdgeRecorder;
  readonly #acceptedMs: number;
  readonly #calls = new Set<Call>();
  #isOver = false;

  constructor(recorder: EdgeRecorder, acceptedMs: number) {
    this.#recorder = recorder;
    this.#acceptedMs = acceptedMs;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Any that waits. */
  get first(): Call | undefined {
    for (const call of this.#calls) return call;
    return undefined;
  }

  begin(): Call {
    const call = { startedMs: this.#recorder.nowMs() };
    if (this.#isOver) return call;
    this.#calls.add(call);
    this.#recorder.begin(call);
    return call;
  }

  answerBegan(call: Call): void {
    if (this.#calls.has(call)) this.#recorder.answerBegan(call, this.#recorder.nowMs());
  }

  /** It was answered with this status; what failed it, if anything did. */
  answered(call: Call, status: number | string, failure?: string): void {
    if (!this.#calls.delete(call)) return;
    this.#recorder.noteStatus(status);
    if (failure === undefined) this.#recorder.answered(call, this.#recorder.nowMs());
    else this.#recorder.fail(call, this.#recorder.nowMs(), failure);
  }

  /** No whole answer comes. */
  failed(call: Call, reason: string): void {
    if (this.#calls.delete(call)) this.#recorder.fail(call, this.#recorder.nowMs(), reason);
  }

  /** The connection came to nothing before a call could be seen: one that failed. */
  refused(reason: string): void {
    if (!this.#isOver) this.#recorder.refuse(this.#acceptedMs, reason);
    this.#isOver = true;
  }

  /** Nothing more will be seen: calls that are still open have failed. */
  close(reason: string): void {
    this.#isOver = true;
    for (const call of [...this.#calls]) this.failed(call, reason);
  }

  /** The caller has gone. */
  abandon(reason: string): void {
    this.close(reason);
  }

  /** The connection can't be followed: nothing of it is counted. */
  lose(): void {
    this.#recorder.noteOpaque();
    this.#isOver = true;
  }
}
