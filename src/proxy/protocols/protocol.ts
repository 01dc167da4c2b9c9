import type { EdgeRecorder } from "../edge-recorder.ts";
import type { HttpScanner } from "../http-scanner.ts";
import type { MessageKind } from "../message-toxics/message-toxic.ts";
import type { MessageLayer, MessageLink } from "../messages/message-layer.ts";
import type { OpenCalls } from "../open-calls.ts";

/** A protocol whose calls can be seen in a connection's bytes. */
export interface Protocol {
  /** The name by which `GET /edges` counts its connections. */
  readonly name: string;
  /** Its messages on which toxics act; none where none do. */
  readonly messages?: MessageKind;
  /**
   * Tells whether a connection speaks it, by its first bytes from the caller and to the caller (one may be empty);
   * undefined while they don't tell.
   */
  recognises(asked: Buffer, answered: Buffer): boolean | undefined;
  /** Follows a connection that speaks it, which was accepted at that time, from its first byte on. */
  watch(recorder: EdgeRecorder, acceptedMs: number): Watcher;
}

/**
 * Follows the bytes of one connection as its caller sees them, however they are cut. Only looks: never keeps, changes
 * or delays bytes, and never throws. It gives up what it can't follow (`calls.lose`), and concludes nothing of it.
 */
export interface Watcher {
  readonly calls: OpenCalls;
  /**
   * Makes what takes part in the connection's messages from here on. Bytes that were seen have passed. Not there where no
   * toxic acts on them; undefined where they can't be followed any more.
   */
  join?(link: MessageLink): MessageLayer | undefined;
  /** Bytes came from the caller. */
  request(chunk: Buffer, nowMs: number): void;
  /** Bytes go to the caller. */
  answer(chunk: Buffer, nowMs: number): void;
  /** The upstream's orderly end goes to the caller, for whom it may complete an answer. */
  answersEnded?(nowMs: number): void;
}

/** A connection's messages of HTTP/1 as far as they have come: for who takes part in it from now on. */
export interface MessagesUnderWay {
  readonly requests: HttpScanner;
  readonly answers: HttpScanner;
  /** Methods of the calls that aren't answered yet, in order. */
  readonly methods: readonly string[];
}
