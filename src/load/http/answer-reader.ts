import type { Answer } from "../answer.ts";
import { ClosedError, MalformedAnswerError } from "./answer-error.ts";
import { type AnswerHead, HEAD_MAX, readHead, readHeaders } from "./answer-head.ts";
import { readChunkSize } from "./chunk-size.ts";
import { afterLineEnd, type FieldSink, NOT_YET, readFieldLines } from "./field-lines.ts";

type State = "head" | "body" | "until-close" | "chunk-size" | "chunk" | "chunk-end" | "trailer" | "complete";

const NOTHING = Buffer.alloc(0);

const ignored: FieldSink = {
  field() {
    // A trailer is read for its end alone.
  },
};

/**
 * Reads the answers that come on a connection, one for each request (RFC 9112), however the bytes are cut. After it has thrown,
 * the connection is of no more use.
 */
export class AnswerReader {
  #state: State = "complete";
  #method = "";
  #answer: Answer | undefined;
  #head: AnswerHead | undefined;
  /** Bytes of the body, or of a chunk, that are still to come. */
  #leftBytes = 0;
  /** Bytes that came, of which nothing could be made yet. */
  #pending = NOTHING;
  #hasSurplus = false;

  /** Expects the answer to a request of that method from now on. @param answer keeps it, where somebody wants it */
  expect(method: string, answer: Answer | undefined): void {
    this.#state = "head";
    this.#method = method;
    this.#answer = answer;
    this.#head = undefined;
    this.#hasSurplus = false;
  }

  /** Of the answer; 0 before its head is complete. */
  get status(): number {
    return this.#head?.status ?? 0;
  }

  get isComplete(): boolean {
    return this.#state === "complete";
  }

  /** True when the answer is complete and another request may follow it. */
  get goesOn(): boolean {
    return this.#state === "complete" && !this.#hasSurplus && this.#head?.keepsAlive === true;
  }

  /** Time for which the server keeps an idle connection, in ms, where it says so. */
  get keepAliveMs(): number | undefined {
    return this.#head?.keepAliveMs;
  }

  /**
   * Reads the first `length` bytes of a chunk, which may be overwritten afterwards.
   * @throws MalformedAnswerError
   */
  read(chunk: Buffer, length: number): void {
    const isWhole = this.#pending.length === 0;
    const bytes = isWhole ? chunk : Buffer.concat([this.#pending, chunk.subarray(0, length)]);
    const to = isWhole ? length : bytes.length;
    this.#pending = NOTHING;
    let at = 0;
    while (at < to && this.#state !== "complete") {
      const next = this.#step(bytes, at, to);
      if (next === NOT_YET) {
        this.#pending = Buffer.from(bytes.subarray(at, to));
        return;
      }
      at = next;
    }
    if (at < to) this.#hasSurplus = true;
  }

  /** The peer has ended the connection. @throws ClosedError where that doesn't complete the answer */
  end(): void {
    if (this.#state === "until-close") this.#state = "complete";
    if (this.#state !== "complete") throw new ClosedError();
  }

  /** Reads one thing; returns the index after it. */
  #step(bytes: Buffer, at: number, to: number): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(bytes, at, to);
      case "chunk-size":
        return this.#readChunkSize(bytes, at, to);
      case "chunk-end":
        return this.#goOn("chunk-size", afterLineEnd(bytes, at, to, "chunk"));
      case "trailer":
        return this.#readTrailer(bytes, at, to);
      default:
        return this.#readBody(bytes, at, to);
    }
  }

  /** Interim answers (1xx) come before the one that is meant. Nobody has asked for another protocol. */
  #readHead(bytes: Buffer, at: number, to: number): number {
    const head = readHead(bytes, at, to, this.#method);
    if (head === undefined) return NOT_YET;
    if (head.status === 101) throw new MalformedAnswerError("upgrade");
    if (head.status >= 200) this.#begin(head, bytes, at);
    return head.end;
  }

  #begin(head: AnswerHead, bytes: Buffer, at: number): void {
    this.#head = head;
    if (this.#answer !== undefined) this.#answer.headers = readHeaders(bytes, at, head.end);
    if (head.body === "chunked") this.#state = "chunk-size";
    else if (head.body === "until-close") this.#state = "until-close";
    else this.#state = head.body === 0 ? "complete" : "body";
    this.#leftBytes = typeof head.body === "number" ? head.body : Infinity;
  }

  #readBody(bytes: Buffer, at: number, to: number): number {
    const end = Math.min(to, at + this.#leftBytes);
    this.#leftBytes -= end - at;
    this.#answer?.add(bytes.subarray(at, end));
    if (this.#leftBytes === 0) this.#state = this.#state === "chunk" ? "chunk-end" : "complete";
    return end;
  }

  #readChunkSize(bytes: Buffer, at: number, to: number): number {
    const size = readChunkSize(bytes, at, to);
    if (size === undefined) return NOT_YET;
    this.#leftBytes = size.bytes;
    this.#state = size.bytes === 0 ? "trailer" : "chunk";
    return size.end;
  }

  #readTrailer(bytes: Buffer, at: number, to: number): number {
    const limit = Math.min(to, at + HEAD_MAX);
    const end = readFieldLines(bytes, at, limit, ignored);
    if (end === NOT_YET && limit < to) throw new MalformedAnswerError("long head");
    return this.#goOn("complete", end);
  }

  #goOn(next: State, end: number): number {
    if (end !== NOT_YET) this.#state = next;
    return end;
  }
}
