import type { Socket } from "node:net";
import type { Answer } from "../answer.ts";
import type { OutgoingRequest } from "../request-mix.ts";
import type { Traceparent } from "../traceparents.ts";
import { ClosedError, MalformedAnswerError } from "./answer-error.ts";
import { AnswerReader } from "./answer-reader.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Outbox } from "./outbox.ts";
import { type RenderedRequest, renderRequest, UnsendableFieldError } from "./request-bytes.ts";

/** An idle connection is closed after so long, in ms, where its server doesn't say how long it keeps one: most do for 5 s or more. */
const IDLE_MAX_MS = 4000;
/** Time before the server closes an idle connection at which it is closed here, so that no request meets that. */
const IDLE_MARGIN_MS = 2000;

/** Told what becomes of a request: one of `ended` and `failed`, once, and nothing after its connection is closed. */
export interface AnswerListener {
  /** Keeps the answer, where somebody wants more than its status. */
  readonly answer: Answer | undefined;
  /** Set as soon as the answer has begun. */
  status: number;
  ended(): void;
  failed(error: Error): void;
}

/**
 * A connection that carries one request at a time, in HTTP/1.1. It is made when a request needs it, and again where it was
 * closed since the last one.
 */
export class HttpConnection {
  readonly #endpoint: Endpoint;
  readonly #outbox: Outbox;
  readonly #reader = new AnswerReader();
  /** Undefined while it isn't connected. */
  #socket: Socket | undefined;
  #serverName = "";
  #idleMaxMs = IDLE_MAX_MS;
  #idleForMs = 0;
  /** The last request, and how it is written: those without templates are the same again and again. */
  #request: OutgoingRequest | undefined;
  #rendered: RenderedRequest | undefined;
  #listener: AnswerListener | undefined;
  /** True from when the request is written until its answer is complete. */
  #isAsked = false;

  constructor(endpoint: Endpoint, outbox: Outbox) {
    this.#endpoint = endpoint;
    this.#outbox = outbox;
  }

  /** Sends a request, always with a `traceparent` or always without; the one before it has ended. */
  send(request: OutgoingRequest, listener: AnswerListener, traceparent?: Traceparent): void {
    try {
      this.#render(request, traceparent);
    } catch (error) {
      if (!(error instanceof UnsendableFieldError)) throw error;
      listener.failed(error);
      return;
    }
    this.#listener = listener;
    // What has already come on it, its end or bytes that nobody asked for, is seen before it is used again.
    if (this.#socket === undefined) this.#write();
    else this.#outbox.add(this.#write);
  }

  /** Passes so much time, in ms, in which nobody used it. Closes it where its server might do so before long. */
  idle(forMs: number): void {
    this.#idleForMs += forMs;
    if (this.#idleForMs >= this.#idleMaxMs) this.#drop();
  }

  /** Closes it at once, whatever state it is in. It is of no more use. */
  close(): void {
    this.#listener = undefined;
    this.#drop();
  }

  /** Renders a request into the bytes of the connection: those of the one before are gone by now, or the connection is. */
  #render(request: OutgoingRequest, traceparent: Traceparent | undefined): void {
    if (request !== this.#request || this.#rendered === undefined) {
      this.#rendered = renderRequest(request, this.#endpoint.hostField, traceparent !== undefined);
      this.#request = request;
    }
    const { bytes, traceparentAt } = this.#rendered;
    if (traceparentAt !== undefined) traceparent?.write(bytes, traceparentAt);
  }

  readonly #write = (): void => {
    const listener = this.#listener;
    if (listener === undefined || this.#request === undefined || this.#rendered === undefined) return;
    const { bytes, host } = this.#rendered;
    const serverName = this.#endpoint.serverNameFor(host);
    if (serverName !== this.#serverName) this.#drop();
    this.#serverName = serverName;
    this.#isAsked = true;
    this.#reader.expect(this.#request.method, listener.answer);
    if (this.#socket !== undefined) this.#socket.write(bytes);
    else this.#connect((socket) => socket.write(bytes));
  };

  #connect(onReady: (socket: Socket) => void): void {
    const socket: Socket = this.#endpoint.connect(this.#serverName, (buffer, length) => {
      if (socket === this.#socket) this.#heard(buffer, length);
    });
    this.#socket = socket;
    socket.on("end", () => socket === this.#socket && this.#peerEnded());
    socket.on("error", (error) => socket === this.#socket && this.#broke(error));
    socket.on("close", () => socket === this.#socket && this.#broke(new ClosedError()));
    this.#idleMaxMs = IDLE_MAX_MS;
    // Nothing is said to a server before it has proved its name.
    if (this.#endpoint.isSecure) socket.once("secureConnect", () => socket === this.#socket && onReady(socket));
    else onReady(socket);
  }

  #heard(buffer: Buffer, length: number): void {
    const listener = this.#listener;
    if (listener === undefined || !this.#isAsked) {
      // Nobody asked for it: it would be taken for the next answer.
      this.#drop();
      return;
    }
    try {
      this.#reader.read(buffer, length);
    } catch (error) {
      if (!(error instanceof MalformedAnswerError)) throw error;
      listener.status = this.#reader.status;
      this.#broke(error);
      return;
    }
    listener.status = this.#reader.status;
    if (this.#reader.isComplete) this.#complete(listener);
  }

  #peerEnded(): void {
    const listener = this.#listener;
    if (listener === undefined || !this.#isAsked) {
      this.#drop();
      return;
    }
    try {
      this.#reader.end();
    } catch (error) {
      this.#broke(error as Error);
      return;
    }
    this.#complete(listener);
  }

  #complete(listener: AnswerListener): void {
    this.#listener = undefined;
    this.#isAsked = false;
    // An answer that came before the request was out is none to it, by the server's own view.
    const isAhead = (this.#socket?.writableLength ?? 0) > 0;
    if (this.#reader.goesOn && !this.#rendered?.isLast && !isAhead) this.#keepIdle();
    else this.#drop();
    listener.ended();
  }

  #keepIdle(): void {
    const { keepAliveMs } = this.#reader;
    this.#idleForMs = 0;
    this.#idleMaxMs = keepAliveMs === undefined ? IDLE_MAX_MS : keepAliveMs - IDLE_MARGIN_MS;
    if (this.#idleMaxMs <= 0) this.#drop();
  }

  /** A request that isn't written yet isn't hurt: it gets a new connection. */
  #broke(error: Error): void {
    this.#drop();
    if (!this.#isAsked) return;
    const listener = this.#listener;
    this.#listener = undefined;
    this.#isAsked = false;
    listener?.failed(error);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}
