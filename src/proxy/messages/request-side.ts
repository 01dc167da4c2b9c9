import type { Cancel, Clock } from "../../values/clock/clock.ts";
import { methodOf } from "../http-heads.ts";
import { framingOf, type HttpScanner, OPAQUE } from "../http-scanner.ts";
import type { Sink } from "../segment.ts";
import type { Ending } from "../toxics/toxic.ts";
import { Backlog } from "./backlog.ts";

/** A head that isn't complete by then goes on as it is, so that the callee's own limits are felt. */
const HEAD_LIMIT_MS = 10_000;

/** Is told of the requests of a connection, one after the other. */
export interface RequestListener {
  readonly clock: Clock;
  /** Tells whether what comes next has to wait. */
  holdsRequests(): boolean;
  /** A head is complete, with its empty line; the listener hands it on. Undefined for one that went on already. */
  requestHead(method: string, head: string | undefined): void;
  /** Bytes of the body, with its framing. */
  requestBody(bytes: Buffer): void;
  requestEnded(): void;
  /** Bytes that belong to no request. */
  passRequests(bytes: Buffer): void;
  passRequestsEnd(ending: Ending): void;
  holdRequests(full: boolean): void;
}

/** Cuts what a caller sends into requests. A head is held until it is complete; bytes that aren't HTTP/1 pass. */
export class RequestSide implements Sink {
  readonly #listener: RequestListener;
  readonly #scanner: HttpScanner;
  readonly #backlog: Backlog;
  /** The part of a head that has come. */
  #held = "";
  /** True while a head comes whose beginning went on before this was there. */
  #isHeadJoined: boolean;
  #method: string | undefined;
  #hasEnded = false;
  #cancelLimit: Cancel | undefined;

  /** @param seen a scanner of the same bytes, as far as they have come */
  constructor(listener: RequestListener, seen: HttpScanner) {
    this.#listener = listener;
    this.#isHeadJoined = seen.isInHead;
    this.#scanner = seen.fork({
      isHead: (firstLine) => methodOf(firstLine) !== undefined,
      head: (head) => {
        this.#method = methodOf(head);
        return this.#method === undefined ? OPAQUE : (framingOf(head) ?? 0);
      },
      ended: () => {
        this.#hasEnded = true;
      },
    });
    this.#backlog = new Backlog({
      isBusy: () => listener.holdsRequests(),
      take: (chunk) => this.#take(chunk),
      end: (ending) => this.#end(ending),
      holdBack: (full) => listener.holdRequests(full),
    });
  }

  get isIdle(): boolean {
    return this.#backlog.isEmpty;
  }

  data(chunk: Buffer): void {
    this.#backlog.data(chunk);
  }

  end(ending: Ending): void {
    this.#backlog.end(ending);
  }

  goOn(): void {
    this.#backlog.goOn();
  }

  /** No request goes on any more; only the caller's end does. */
  drop(): void {
    this.#backlog.drop();
  }

  /** Looks no further: what is held goes on, and all that comes. */
  pass(): void {
    this.#scanner.stop();
    this.#passHeld();
    this.#backlog.goOn();
  }

  stop(): void {
    this.#cancelLimit?.();
    this.#backlog.stop();
  }

  #take(chunk: Buffer): number {
    const { part } = this.#scanner;
    const end = this.#scanner.step(chunk, 0, this.#listener.clock.nowMs());
    const bytes = chunk.subarray(0, end);
    if (part === "opaque") this.#listener.passRequests(bytes);
    else if (part === "head") this.#headCame(bytes);
    else this.#listener.requestBody(bytes);
    if (this.#hasEnded) {
      this.#hasEnded = false;
      this.#listener.requestEnded();
    }
    return end;
  }

  #headCame(bytes: Buffer): void {
    const method = this.#method;
    this.#method = undefined;
    if (this.#isHeadJoined) {
      this.#isHeadJoined = this.#scanner.isInHead;
      this.#listener.passRequests(bytes);
      if (method !== undefined) this.#listener.requestHead(method, undefined);
      return;
    }
    this.#held += bytes.toString("latin1");
    if (method !== undefined) {
      const head = this.#held;
      this.#forgetHeld();
      this.#listener.requestHead(method, head);
    } else if (this.#scanner.isInHead) {
      this.#cancelLimit ??= this.#listener.clock.after(HEAD_LIMIT_MS, () => this.pass());
    } else {
      // Empty lines before a head, or no HTTP/1.
      this.#passHeld();
    }
  }

  #end(ending: Ending): void {
    this.#passHeld();
    this.#listener.passRequestsEnd(ending);
  }

  #passHeld(): void {
    const held = this.#held;
    this.#forgetHeld();
    if (held !== "") this.#listener.passRequests(Buffer.from(held, "latin1"));
  }

  #forgetHeld(): void {
    this.#held = "";
    this.#cancelLimit?.();
    this.#cancelLimit = undefined;
  }
}
