import type { Call, EdgeRecorder } from "../edge-recorder.ts";
import type { HttpScanner } from "../http-scanner.ts";
import type { ActedOn } from "../message-toxics/message-toxic.ts";
import type { MessageLayer, MessageLink } from "../messages/message-layer.ts";

/** A protocol whose calls can be seen in a connection's bytes. */
export interface Protocol {
  /** The name by which `GET /edges` counts its connections. */
  readonly name: string;
  /** Its messages on which toxics act; none where none do. */
  readonly messages?: ActedOn;
  /** True where calls are seen only by what takes part in the messages, from the connection's first byte on. */
  readonly isRelayed?: true;
  /** True where the callee speaks first, so that its caller waits for it from the beginning on. */
  readonly beginsWithAnswer?: true;
  /**
   * Tells whether a connection speaks it, by its first bytes from the caller and to the caller (one may be empty);
   * undefined while they don't tell.
   */
  recognises(asked: Buffer, answered: Buffer): boolean | undefined;
  /** Follows a connection that speaks it, which was accepted at that time, from its first byte on. */
  watch(recorder: EdgeRecorder, acceptedMs: number): Watcher;
}

/** The calls of a connection that aren't over. */
export interface WatchedCalls {
  /** True when nothing more of the connection will be counted. */
  readonly isOver: boolean;
  /** One that waits. */
  readonly first: Call | undefined;
  /** Nothing more will be seen: calls that are still open have failed. */
  close(reason: string): void;
  /** The caller has gone. */
  abandon(reason: string): void;
  /** The connection can't be followed, so that the edge's calls can't all be seen. */
  lose(): void;
}

/**
 * Follows the bytes of one connection as its caller sees them, however they are cut. Only looks: never keeps, changes
 * or delays bytes, and never throws. It gives up what it can't follow (`calls.lose`), and concludes nothing of it.
 */
export interface Watcher {
  readonly calls: WatchedCalls;
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
