import type { Cancel, Clock } from "../values/clock/clock.ts";
import { canBeHttp2 } from "./protocols/http2-preface.ts";
import type { Sink } from "./segment.ts";
import type { Ending } from "./toxics/toxic.ts";

/** Whoever begins like HTTP/2, or with what only its answer tells, isn't kept from its callee for longer. */
const HOLD_LIMIT_MS = 1000;
/** More than any protocol begins with. */
const HOLD_LIMIT_BYTES = 64 * 1024;

export interface EntranceOptions {
  readonly clock: Clock;
  /** Tells whether the connection's protocol is known, or known not to be. */
  isTold(): boolean;
  /** Tells whether nothing may pass before that. */
  holdsAll(): boolean;
  /** The stops that follow, as they are when they are asked for. */
  toCallee(): Sink;
  toCaller(): Sink;
  /** Called before what was held goes on. */
  left(): void;
}

/**
 * The first stop of a connection on both ways, until what comes can be told. It holds what may be the beginning of
 * HTTP/2, of which nothing may go on as it is, and all that comes where that is asked for.
 */
export class Entrance {
  readonly fromCaller: Sink;
  readonly fromCallee: Sink;
  readonly #options: EntranceOptions;
  readonly #asked: Buffer[] = [];
  readonly #answered: Buffer[] = [];
  #heldBytes = 0;
  #isLeft = false;
  #cancelLimit: Cancel | undefined;

  constructor(options: EntranceOptions) {
    this.#options = options;
    this.fromCaller = {
      data: (chunk) => this.#came(this.#asked, chunk),
      end: (ending) => this.#ended(() => options.toCallee(), ending),
    };
    this.fromCallee = {
      data: (chunk) => this.#came(this.#answered, chunk),
      end: (ending) => this.#ended(() => options.toCaller(), ending),
    };
  }

  /** Something of what it goes by has changed. */
  look(): void {
    if (this.#asked.length + this.#answered.length > 0 && !this.#mustHold()) this.leave();
  }

  /** Hands on what is held, and takes part no more. */
  leave(): void {
    if (this.#isLeft) return;
    this.stop();
    this.#options.left();
    for (const chunk of this.#asked.splice(0)) this.#options.toCallee().data(chunk);
    for (const chunk of this.#answered.splice(0)) this.#options.toCaller().data(chunk);
  }

  stop(): void {
    this.#isLeft = true;
    this.#cancelLimit?.();
  }

  #came(held: Buffer[], chunk: Buffer): void {
    held.push(chunk);
    this.#heldBytes += chunk.length;
    this.look();
    if (this.#heldBytes > HOLD_LIMIT_BYTES) this.leave();
    if (!this.#isLeft) this.#cancelLimit ??= this.#options.clock.after(HOLD_LIMIT_MS, () => this.leave());
  }

  #ended(to: () => Sink, ending: Ending): void {
    this.leave();
    to().end(ending);
  }

  #mustHold(): boolean {
    const { isTold, holdsAll } = this.#options;
    if (isTold()) return false;
    // A server that speaks first is none that is asked queries.
    if (this.#asked.length > 0 && holdsAll()) return true;
    return canBeHttp2(Buffer.concat(this.#asked), Buffer.concat(this.#answered));
  }
}
