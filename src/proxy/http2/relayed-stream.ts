import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
  type ServerStreamResponseOptions,
} from "node:http2";
import type { Clock } from "../../values/clock/clock.ts";
import type { AppliedRequestToxic } from "../applied-toxic.ts";
import type { Call } from "../edge-recorder.ts";
import { choosing } from "../messages/choose.ts";
import { Exchange, type ExchangeLink } from "../messages/exchange.ts";
import type { StreamCalls } from "../stream-calls.ts";
import { type Ending, RESET } from "../toxics/toxic.ts";
import { answerStatus } from "./answer-status.ts";
import { withAllLines } from "./field-lines.ts";
import { resetName } from "./reset-name.ts";
import { answerOf, answerText, changedRequest, requestText } from "./stream-heads.ts";
import { onWholeEnd } from "./whole-end.ts";

const {
  NGHTTP2_CANCEL,
  NGHTTP2_FLAG_END_STREAM,
  NGHTTP2_INTERNAL_ERROR,
  NGHTTP2_NO_ERROR,
  NGHTTP2_PROTOCOL_ERROR,
  NGHTTP2_REFUSED_STREAM,
} = constants;

const NO_BYTES = Buffer.alloc(0);
/** Node doesn't tell when the end of a stream has gone: it is looked for after this time. */
export const SENT_CHECK_MS = 10;

/** Facts that a stream needs of the connection it is on. */
export interface StreamHost {
  readonly clock: Clock;
  readonly seed: number;
  readonly calls: StreamCalls;
  readonly callee: ClientHttp2Session;
  /** Those that act on streams which begin now. */
  readonly toxics: readonly AppliedRequestToxic[];
  /** True when the connection ends with the callee's, which is then all that callers hear. */
  readonly isCalleeGone: boolean;
  /** True when the connection ends with the caller's, and what is open on it has failed for that reason. */
  readonly isCallerGone: boolean;
  gone(stream: RelayedStream): void;
}

/** A call: the caller's stream, and the one to the callee that is opened for it. */
export class RelayedStream implements ExchangeLink {
  readonly clock: Clock;
  readonly #host: StreamHost;
  readonly #caller: ServerHttp2Stream;
  readonly #request: { readonly headers: IncomingHttpHeaders; readonly isWhole: boolean };
  readonly #call: Call;
  /** There where toxics have chosen it. */
  #exchange: Exchange | undefined;
  #callee: ClientHttp2Stream | undefined;
  #requestTrailers: OutgoingHttpHeaders = {};
  #answer: IncomingHttpHeaders | undefined;
  #isAnswerWhole = false;
  #answerTrailers: IncomingHttpHeaders = {};
  /** A head that was made, until it is known whether a body follows. */
  #heldHead: OutgoingHttpHeaders | undefined;
  #sentHead: OutgoingHttpHeaders | undefined;
  /** Those that asked the callee to stop. */
  readonly #holders = new Set<object>();
  #isRequestOver: boolean;
  #isFinished = false;
  #hasCallerEnded = false;

  constructor(host: StreamHost, caller: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number) {
    this.clock = host.clock;
    this.#host = host;
    this.#caller = caller;
    const isWhole = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
    this.#request = { headers, isWhole };
    this.#isRequestOver = isWhole;
    this.#call = host.calls.begin();
    // What it is says the code by which the stream is closed then.
    caller.on("error", () => undefined);
    caller.on("wantTrailers", () => this.#sendTrailers());
    caller.on("drain", () => this.holdAnswers(this, false));
    caller.on("finish", () => this.#sent());
    caller.on("close", () => this.#callerClosed());
    if (isWhole) return;
    caller.on("trailers", (trailers, _, raw) => {
      this.#requestTrailers = withAllLines(trailers, raw);
    });
    caller.on("end", () => {
      this.#isRequestOver = true;
    });
  }

  get hasCallerEnded(): boolean {
    return this.#hasCallerEnded;
  }

  /** True when all of its answer has come, and not all of it has gone. */
  get isDelivering(): boolean {
    return !this.#isFinished && (this.#isAnswerWhole || this.#callee?.state?.remoteClose === 1);
  }

  /** True when not all has gone of what was given on to the caller, or can be at once. */
  get isSending(): boolean {
    const caller = this.#caller;
    if (caller.destroyed || caller.closed) return false;
    if (caller.bufferSize > 0 || (caller.writableEnded && !isEndSent(caller))) return true;
    const callee = this.#callee;
    return this.#exchange === undefined && callee?.destroyed === false && callee.readableLength > 0;
  }

  /** Asks the callee, unless a toxic does something else. */
  begin(): void {
    const { headers } = this.#request;
    const { toxics, seed } = this.#host;
    const head = toxics.length === 0 ? "" : requestText(headers);
    const by = choosing(toxics, head, seed);
    if (by.length === 0) {
      this.#ask(headers);
      return;
    }
    this.#exchange = new Exchange(this, { method: headers[":method"] ?? "", head }, by);
    // Each stream ends by itself: nothing has to wait for the rest of a request.
    this.#exchange.requestEnded();
    this.#exchange.begin(head);
  }

  /** Takes out the steps of all toxics but these. */
  keep(toxics: readonly AppliedRequestToxic[]): void {
    this.#exchange?.keep(toxics);
  }

  changed(toxic: AppliedRequestToxic): void {
    this.#exchange?.changed(toxic);
  }

  /** The connection is gone. */
  stop(): void {
    this.#exchange?.stop();
  }

  ask(head: string): void {
    const { headers } = this.#request;
    this.#ask(head === this.#exchange?.requestHead ? headers : changedRequest(head, headers));
  }

  decided(): void {
    if (this.#exchange?.isWaiting === true) this.#exchange.sendMade();
    // What isn't asked is read and dropped. It isn't told to stop: a reset overtakes a head that waits to be sent, and node drops that then.
    if (this.#exchange?.isMade === true) this.#caller.resume();
  }

  emitHead(head: string): void {
    if (this.#exchange?.isMade === true) this.#heldHead = answerOf(head);
    else this.#respond(answerOf(head, this.#answer), this.#isAnswerWhole);
  }

  emit(bytes: Buffer): void {
    if (this.#heldHead !== undefined) this.#respond(this.#heldHead, false);
    if (this.#caller.writable && !this.#caller.write(bytes)) this.holdAnswers(this, true);
  }

  over(ending?: Ending): void {
    const isWhole = ending === undefined || (this.#exchange?.isMade === true && ending.how === "fin");
    if (!isWhole) this.#reset(ending.cutBy === undefined ? undefined : `toxic ${ending.cutBy}`);
    else if (this.#heldHead !== undefined) this.#respond(this.#heldHead, true);
    else if (this.#caller.writable) this.#caller.end();
  }

  holdAnswers(by: object, full: boolean): void {
    if (full) {
      this.#holders.add(by);
      this.#callee?.pause();
    } else if (this.#holders.delete(by) && this.#holders.size === 0) {
      this.#callee?.resume();
    }
  }

  #ask(headers: OutgoingHttpHeaders): void {
    const { callee: session, calls, isCalleeGone } = this.#host;
    if (this.#caller.destroyed || isCalleeGone) return;
    if (session.closed) {
      // The callee has said that it takes no more.
      calls.failed(this.#call, `reset ${resetName(NGHTTP2_REFUSED_STREAM)}`);
      this.#caller.close(NGHTTP2_REFUSED_STREAM);
      return;
    }
    const { isWhole } = this.#request;
    this.#orReset(() => {
      const callee = session.request(headers, { endStream: isWhole, waitForTrailers: !isWhole });
      this.#callee = callee;
      this.#passRequest(callee);
      this.#takeAnswer(callee);
    });
  }

  #passRequest(callee: ClientHttp2Stream): void {
    const caller = this.#caller;
    if (this.#request.isWhole) {
      caller.resume();
      return;
    }
    // They are what ends a request: of one that its caller gave up, the callee must not take what it has for all.
    callee.on("wantTrailers", () => {
      if (!callee.closed) this.#orReset(() => callee.sendTrailers(this.#requestTrailers));
    });
    caller.on("data", (chunk: Buffer) => {
      if (callee.writable && !callee.write(chunk)) caller.pause();
    });
    callee.on("drain", () => caller.resume());
    onWholeEnd(caller, () => callee.end(), !caller.closed && caller.state.remoteClose === 1);
  }

  #takeAnswer(callee: ClientHttp2Stream): void {
    callee.on("error", () => undefined);
    onWholeEnd(callee, () => this.#answerEnded());
    callee.on("headers", (headers, _, raw) => {
      if (!this.#caller.destroyed && !this.#caller.closed && !this.#caller.headersSent)
        this.#orReset(() => this.#caller.additionalHeaders(withAllLines(headers, raw)));
    });
    callee.on("response", (came, flags, raw) => {
      const headers = withAllLines(came, raw);
      this.#answer = headers;
      this.#isAnswerWhole = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
      if (this.#exchange === undefined) this.#respond(headers, this.#isAnswerWhole);
      else this.#exchange.headTo(0, answerText(headers));
      this.#takeBody(callee);
    });
    callee.on("trailers", (trailers, _, raw) => {
      this.#answerTrailers = withAllLines(trailers, raw);
    });
    callee.on("close", () => this.#calleeClosed(callee));
  }

  /** Not before the head has passed: node tells of what came with it in the same bytes before that. */
  #takeBody(callee: ClientHttp2Stream): void {
    callee.on("data", (chunk: Buffer) => {
      if (this.#exchange === undefined) this.emit(chunk);
      else this.#exchange.bodyTo(0, chunk, true);
    });
    if (this.#holders.size > 0) callee.pause();
  }

  #answerEnded(): void {
    this.#isAnswerWhole = true;
    if (this.#exchange === undefined) this.over();
    else this.#exchange.answerEnded();
  }

  /** Says nothing of the stream where all of its connection broke. */
  #calleeClosed(callee: ClientHttp2Stream): void {
    const { isCallerGone, isCalleeGone } = this.#host;
    if (isCallerGone || isCalleeGone || this.#host.callee.destroyed) return;
    if (!this.#isAnswerWhole) {
      if (this.#exchange === undefined) this.over(RESET);
      else this.#exchange.answerEnded(RESET);
    } else if (!this.#isRequestOver && callee.rstCode === NGHTTP2_NO_ERROR) {
      // It has answered and hears no more.
      this.#stopCaller();
    }
  }

  #respond(headers: OutgoingHttpHeaders, endStream: boolean): void {
    this.#heldHead = undefined;
    if (this.#caller.destroyed || this.#caller.closed) return;
    this.#sentHead = headers;
    this.#host.calls.answerBegan(this.#call);
    // Without a date of its own: the types don't know the option.
    const options: ServerStreamResponseOptions & { readonly sendDate: boolean } = {
      endStream,
      waitForTrailers: !endStream,
      sendDate: false,
    };
    this.#orReset(() => this.#caller.respond(headers, options));
  }

  #sendTrailers(): void {
    if (!this.#caller.destroyed && !this.#caller.closed)
      this.#orReset(() => this.#caller.sendTrailers(this.#answerTrailers));
  }

  /** The whole answer has gone to the caller. */
  #sent(): void {
    if (this.#sentHead === undefined || this.#isFinished || this.#caller.rstCode !== NGHTTP2_NO_ERROR) return;
    this.#isFinished = true;
    const { status, failure } = answerStatus(this.#sentHead, this.#answerTrailers);
    this.#host.calls.answered(this.#call, status, failure);
  }

  /** Hands on fields; where HTTP/2 doesn't have such, as after a toxic's change, the stream is reset. */
  #orReset(handOn: () => void): void {
    try {
      handOn();
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (!/^ERR_(HTTP2|INVALID)_/.test(code)) throw error;
      this.#host.calls.failed(this.#call, `reset ${resetName(NGHTTP2_PROTOCOL_ERROR)}`);
      this.#callee?.close(NGHTTP2_CANCEL);
      this.#closeCaller(NGHTTP2_PROTOCOL_ERROR);
    }
  }

  /** Ends the stream before its end. @param reason undefined where the callee did, whose code is passed on then */
  #reset(reason: string | undefined): void {
    const code = reason === undefined ? (this.#callee?.rstCode ?? NGHTTP2_CANCEL) : NGHTTP2_INTERNAL_ERROR;
    this.#host.calls.failed(this.#call, reason ?? `reset ${resetName(code)}`);
    if (this.#callee !== undefined && !this.#callee.closed) this.#callee.close(NGHTTP2_CANCEL);
    this.#closeCaller(code);
  }

  /** Closes the caller's stream behind what is written to it, a head among it: node drops what waits behind a reset. */
  #closeCaller(code: number): void {
    const caller = this.#caller;
    if (caller.destroyed || caller.closed) return;
    if (!caller.headersSent || caller.writableEnded) caller.close(code);
    else caller.write(NO_BYTES, () => caller.close(code));
  }

  /** Tells the caller that no more of its request is wanted, once it has all of the answer. */
  #stopCaller(): void {
    const caller = this.#caller;
    if (caller.destroyed || caller.closed) return;
    if (isEndSent(caller)) caller.close(NGHTTP2_NO_ERROR);
    else this.clock.after(SENT_CHECK_MS, () => this.#stopCaller());
  }

  #callerClosed(): void {
    this.#hasCallerEnded = true;
    if (!this.#host.isCallerGone) this.#host.calls.failed(this.#call, "abandoned");
    this.#exchange?.callerEnded();
    this.#exchange?.stop();
    const callee = this.#callee;
    if (callee !== undefined && !callee.closed && !callee.destroyed)
      callee.close(this.#caller.rstCode || NGHTTP2_CANCEL);
    this.#host.gone(this);
  }
}

function isEndSent(stream: ServerHttp2Stream): boolean {
  return stream.state.localClose === 1;
}
