import type { EdgeRecorder } from "./edge-recorder.ts";
import { FirstBytes } from "./first-bytes.ts";
import type { MessagesUnderWay, Watcher } from "./protocols/protocol.ts";
import type { Closing } from "./toxics/toxic.ts";

/**
 * Watches the bytes of one connection as its caller sees it, requests as they come in and answers as they go
 * out, and counts calls in the protocol that its first bytes tell.
 */
export class Observer {
  readonly #recorder: EdgeRecorder;
  readonly #acceptedMs: number;
  /** Undefined once they have told the protocol. */
  #firstBytes: FirstBytes | undefined;
  #watcher: Watcher | undefined;
  #isOver = false;

  constructor(recorder: EdgeRecorder) {
    this.#recorder = recorder;
    this.#acceptedMs = recorder.nowMs();
    this.#firstBytes = new FirstBytes(recorder);
  }

  /** The messages of HTTP/1 so far; undefined when no more will be seen. */
  get underWay(): MessagesUnderWay | undefined {
    return this.#watcher === undefined ? this.#firstBytes?.underWay : this.#watcher.underWay;
  }

  /** Bytes came from the caller. */
  request(chunk: Buffer): void {
    if (this.#isOver) return;
    const nowMs = this.#recorder.nowMs();
    if (this.#watcher === undefined) this.#look("request", chunk, nowMs);
    else this.#watcher.request(chunk, nowMs);
    this.#endIfOver();
  }

  /** Bytes go to the caller. */
  answer(chunk: Buffer): void {
    if (this.#isOver) return;
    const nowMs = this.#recorder.nowMs();
    if (this.#watcher === undefined) this.#look("answer", chunk, nowMs);
    else this.#watcher.answer(chunk, nowMs);
    this.#endIfOver();
  }

  /** The end goes to the caller; an answer of unknown length is complete with it. */
  answersEnded(how: Closing): void {
    if (how === "fin") this.#watcher?.answersEnded?.(this.#recorder.nowMs());
    this.close(how === "fin" ? "upstream closed" : "upstream reset");
  }

  /** The upstream could not be dialled: one failed call, whether the caller has said anything yet or not. */
  refused(acceptedMs: number, reason: string): void {
    if (this.#isOver) return;
    if (this.#watcher?.calls.first === undefined) {
      this.#recorder.refuse(acceptedMs, reason);
      this.#end();
    }
    this.close(reason);
  }

  /** The caller has gone: what it still waited for has failed. */
  abandoned(): void {
    this.#endUntold();
    this.#watcher?.calls.abandon("abandoned");
    this.#end();
  }

  /** Nothing more will be seen: calls that are still open have failed. */
  close(reason: string): void {
    this.#endUntold();
    this.#watcher?.calls.close(reason);
    this.#end();
  }

  #look(side: "request" | "answer", chunk: Buffer, nowMs: number): void {
    const protocol = this.#firstBytes?.add(side, chunk, nowMs);
    if (protocol === undefined) return;
    if (protocol === false) {
      this.#recorder.noteOpaque();
      // Not the end: that its upstream can't be dialled is still counted.
      this.#firstBytes = undefined;
      return;
    }
    this.#recorder.noteProtocol(protocol.name);
    this.#watcher = protocol.watch(this.#recorder, this.#acceptedMs);
    this.#firstBytes?.replay(this.#watcher);
    this.#firstBytes = undefined;
  }

  /** A line that got no answer which would tell its protocol was a call that can't be counted. */
  #endUntold(): void {
    if (this.#firstBytes?.hasLine) this.#recorder.noteOpaque();
  }

  #endIfOver(): void {
    if (this.#watcher?.calls.isOver) this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#watcher = undefined;
    this.#firstBytes = undefined;
  }
}
