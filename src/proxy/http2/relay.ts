import {
  type ClientHttp2Session,
  connect,
  constants,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Clock } from "../../values/clock/clock.ts";
import { type AppliedMessageToxic, type AppliedRequestToxic, actsOnRequests } from "../applied-toxic.ts";
import type { MessageLayer, MessageLink } from "../messages/message-layer.ts";
import type { Sink } from "../segment.ts";
import type { StreamCalls } from "../stream-calls.ts";
import { type Ending, FIN } from "../toxics/toxic.ts";
import { withAllLines } from "./field-lines.ts";
import { RelayedStream, SENT_CHECK_MS, type StreamHost } from "./relayed-stream.ts";
import { resetName } from "./reset-name.ts";
import { CONNECTION_WINDOW_BYTES, calleeOptions, callerOptions, STREAMS_LIMIT } from "./session-options.ts";
import { SessionSocket } from "./session-socket.ts";

/** The error of nghttp2 for a caller that doesn't begin as HTTP/2 does (NGHTTP2_ERR_BAD_CLIENT_MAGIC). */
const BAD_PREFACE = -903;

/**
 * A connection of HTTP/2: one session with its caller, one with its callee, and each stream of the caller's on one of its
 * own to the callee.
 *
 *   caller --> SessionSocket --> session --> RelayedStream --> session --> SessionSocket --> toxics on bytes --> callee
 *   caller <--                           <--               <--                           <-- toxics on bytes <-- callee
 */
export class Http2Relay implements MessageLayer, StreamHost {
  readonly on = "requests";
  readonly clock: Clock;
  readonly seed: number;
  readonly calls: StreamCalls;
  readonly callee: ClientHttp2Session;
  readonly fromCaller: Sink;
  readonly fromCallee: Sink;
  readonly #link: MessageLink;
  readonly #caller: ServerHttp2Session;
  readonly #callerSocket: SessionSocket;
  readonly #calleeSocket: SessionSocket;
  readonly #streams = new Set<RelayedStream>();
  /** As the caller was told. */
  #streamsLimit = STREAMS_LIMIT;
  #toxics: readonly AppliedRequestToxic[] = [];
  /** The end that came from the callee, until all answers that came before it have gone. */
  #calleeEnding: Ending | undefined;
  /** True until the caller has begun a stream. */
  #isUnused = true;
  #isCallerGone = false;
  #isCalleeGone = false;

  constructor(link: MessageLink, calls: StreamCalls) {
    this.clock = link.clock;
    this.seed = link.seed;
    this.calls = calls;
    this.#link = link;
    this.#callerSocket = new SessionSocket({
      target: {
        data: (chunk) => link.toCaller.data(chunk),
        // Of an error that ended the session node tells after that.
        end: (ending) => void this.#caller.once("close", () => link.toCaller.end(ending)),
      },
      isFull: () => link.isCallerFull(),
      holdBack: (full) => link.holdRequests(this, full),
    });
    this.#calleeSocket = new SessionSocket({
      target: link.toCallee,
      holdBack: (full) => link.holdAnswers(this, full),
    });
    this.fromCaller = {
      data: (chunk) => this.#callerSocket.come(chunk),
      end: (ending) => this.#callerEnded(ending),
    };
    this.fromCallee = {
      data: (chunk) => this.#calleeSocket.come(chunk),
      end: (ending) => this.#calleeEnded(ending),
    };
    this.#caller = this.#meetCaller();
    this.callee = this.#meetCallee();
  }

  get toxics(): readonly AppliedRequestToxic[] {
    return this.#toxics;
  }

  get isCalleeGone(): boolean {
    return this.#isCalleeGone;
  }

  get isCallerGone(): boolean {
    return this.#isCallerGone || this.#caller.destroyed;
  }

  refresh(toxics: readonly AppliedMessageToxic[]): void {
    this.#toxics = toxics.filter(actsOnRequests);
    for (const stream of [...this.#streams]) stream.keep(this.#toxics);
  }

  changed(toxic: AppliedMessageToxic): void {
    if (!actsOnRequests(toxic)) return;
    for (const stream of [...this.#streams]) stream.changed(toxic);
  }

  callerDrained(): void {
    this.#callerSocket.drained();
  }

  gone(stream: RelayedStream): void {
    this.#streams.delete(stream);
  }

  stop(): void {
    this.#isCallerGone = true;
    this.#isCalleeGone = true;
    this.#callerSocket.mute();
    this.#calleeSocket.mute();
    for (const stream of this.#streams) stream.stop();
    this.#caller.destroy();
    this.callee.destroy();
  }

  #meetCaller(): ServerHttp2Session {
    const session = performServerHandshake(this.#callerSocket, callerOptions);
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    session.on("stream", (stream: ServerHttp2Stream, headers, flags, raw) => {
      const relayed = new RelayedStream(this, stream, withAllLines(headers, raw), flags);
      this.#streams.add(relayed);
      this.#isUnused = false;
      relayed.begin();
    });
    session.on("error", (error: NodeJS.ErrnoException) => this.#callerFailed(error));
    session.on("close", () => this.#callerClosed());
    return session;
  }

  #meetCallee(): ClientHttp2Session {
    const session = connect("http://callee", { ...calleeOptions, createConnection: () => this.#calleeSocket });
    session.once("connect", () => session.setLocalWindowSize(CONNECTION_WINDOW_BYTES));
    session.on("remoteSettings", ({ maxConcurrentStreams = STREAMS_LIMIT }) => {
      this.#limitStreams(Math.min(maxConcurrentStreams, STREAMS_LIMIT));
    });
    session.on("goaway", (code: number, _: number, data?: Uint8Array) => {
      if (!this.#caller.destroyed) this.#caller.goaway(code, this.#caller.state.lastProcStreamID ?? 0, data);
      if (code !== constants.NGHTTP2_NO_ERROR) this.calls.close(`goaway ${resetName(code)}`);
    });
    session.on("error", () => this.calls.close("malformed answer"));
    session.on("close", () => this.#endCaller(this.#calleeEnding ?? FIN));
    return session;
  }

  /** Tells the caller how many streams the callee takes; nothing where it knows. */
  #limitStreams(limit: number): void {
    if (limit === this.#streamsLimit || this.#caller.destroyed) return;
    this.#streamsLimit = limit;
    this.#caller.settings({ maxConcurrentStreams: limit });
  }

  #callerEnded(ending: Ending): void {
    if (ending.how === "fin") {
      this.#callerSocket.comeEnd();
      return;
    }
    this.#isCallerGone = true;
    this.#calleeSocket.mute();
    this.#link.toCallee.end(ending);
  }

  #callerFailed({ code, errno }: NodeJS.ErrnoException): void {
    const hasSaidSo = code === "ERR_HTTP2_SESSION_ERROR";
    const reason = errno === BAD_PREFACE ? "no http/2" : hasSaidSo ? "abandoned" : "malformed request";
    if (this.#isUnused && !hasSaidSo) this.calls.refused(reason);
    this.#link.broken(reason);
  }

  /** Its session has ended: what is left of its streams is cancelled, and the callee is told the end. */
  #callerClosed(): void {
    this.#isCallerGone = true;
    this.callee.destroy();
  }

  #calleeEnded(ending: Ending): void {
    this.#calleeEnding = ending;
    const isCut = ending.cutBy !== undefined;
    if (this.#isCallerGone || (isCut && ending.how === "reset")) this.#tellEnd(ending);
    else if (isCut) this.#endCaller(ending);
    else if (ending.how === "reset")
      this.#once(
        () => !this.#isDelivering,
        () => this.#endCallee(),
      );
    else
      this.#once(
        () => !this.#isDelivering && !this.#isSending,
        () => this.#endCallee(),
      );
  }

  #endCallee(): void {
    this.#isCalleeGone = true;
    this.#calleeSocket.comeEnd();
  }

  /** The callee's session has ended, or a toxic ends the connection: the caller hears that, as it would without a proxy. */
  #endCaller(ending: Ending): void {
    if (this.#isCallerGone) return;
    this.#isCalleeGone = true;
    this.#once(
      () => ending.how === "reset" || !this.#isSending,
      () => this.#tellEnd(ending),
    );
  }

  #tellEnd(ending: Ending): void {
    this.#isCalleeGone = true;
    this.#callerSocket.mute();
    this.#link.toCaller.end(ending);
  }

  /** True while there are answers that came whole, which are still given to a caller that reads them slowly. */
  get #isDelivering(): boolean {
    return [...this.#streams].some((stream) => stream.isDelivering);
  }

  /** True while not all has gone to the caller that can. */
  get #isSending(): boolean {
    const isQueued = (this.#caller.state.outboundQueueSize ?? 0) > 0 || this.#callerSocket.writableLength > 0;
    return isQueued || [...this.#streams].some((stream) => stream.isSending);
  }

  /** Does something once it is time for it, in the next turn of the event loop at the earliest: streams are given then what came in this one. */
  #once(isTime: () => boolean, what: () => void): void {
    const look = () => {
      if (this.#isCallerGone) return;
      if (isTime()) what();
      else this.clock.after(SENT_CHECK_MS, look);
    };
    setImmediate(look);
  }
}
