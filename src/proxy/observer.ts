import type { EdgeRecorder } from "./edge-recorder.ts";
import { FirstBytes } from "./first-bytes.ts";
import type { ActedOn } from "./message-toxics/message-toxic.ts";
import { Exchanges } from "./messages/exchanges.ts";
import type { MessageLayer, MessageLink } from "./messages/message-layer.ts";
import type { Protocol, Watcher } from "./protocols/protocol.ts";
import type { Closing } from "./toxics/toxic.ts";

/**
 * Watches the bytes of one connection as its caller sees it, requests as they come in and answers as they go
 * out, and counts calls in the protocol that its first bytes tell.
 */
export class Observer {
  readonly #recorder: EdgeRecorder;
  readonly #acceptedMs: number;
  readonly #said: Protocol | false | undefined;
  /** Undefined once they have told the protocol. */
  #firstBytes: FirstBytes | undefined;
  #watcher: Watcher | undefined;
  /** Those of HTTP/1 while it isn't known what is said. */
  #messages: ActedOn | undefined;
  #needsLayer = false;
  #isOver = false;
  readonly #onTold: (() => void) | undefined;

  /**
   * @param said the connection's protocol, where that is known before: false for none
   * @param onTold called when the protocol is told, before any of its bytes are taken for seen
   */
  constructor(recorder: EdgeRecorder, said?: Protocol | false, onTold?: () => void) {
    this.#recorder = recorder;
    this.#acceptedMs = recorder.nowMs();
    this.#said = said;
    this.#firstBytes = new FirstBytes(recorder, said);
    this.#messages = said === undefined ? "requests" : said === false ? undefined : said.messages;
    this.#onTold = onTold;
  }

  /** The caller waits for what the callee says first, where it is known that it does. */
  begin(): void {
    if (this.#said && this.#said.beginsWithAnswer === true) this.#told(this.#said);
  }

  /** True when it is known what is said, or that it can't be. */
  get isTold(): boolean {
    return this.#firstBytes === undefined;
  }

  /** The messages that toxics can act on, as far as it is known. */
  get messages(): ActedOn | undefined {
    return this.#messages;
  }

  /** True when the calls are seen only by what takes part in the messages from the first byte on. */
  get needsLayer(): boolean {
    return this.#needsLayer;
  }

  /** Takes part in the messages from here on; undefined when no more will be seen. */
  join(link: MessageLink): MessageLayer | undefined {
    if (this.#watcher !== undefined) return this.#watcher.join?.(link);
    return this.#firstBytes && new Exchanges(link, this.#firstBytes.underWay);
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

  /** Nothing of the connection can be seen. */
  lose(): void {
    this.#watcher?.calls.lose();
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
    this.#told(protocol);
  }

  #told(protocol: Protocol): void {
    this.#recorder.noteProtocol(protocol.name);
    const firstBytes = this.#firstBytes;
    this.#firstBytes = undefined;
    this.#messages = protocol.messages;
    this.#needsLayer = protocol.isRelayed === true;
    this.#watcher = protocol.watch(this.#recorder, this.#acceptedMs);
    this.#onTold?.();
    // Not there where it was found too late for what has to see all of it.
    if (this.#watcher !== undefined) firstBytes?.replay(this.#watcher);
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
