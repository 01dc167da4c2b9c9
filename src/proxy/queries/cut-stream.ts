import { Backlog } from "../messages/backlog.ts";
import type { Sink } from "../segment.ts";
import type { Ending } from "../toxics/toxic.ts";
import { MessageCutter, type Messages } from "./message-cutter.ts";

export interface CutStreamOptions<T> {
  readonly messages: Messages<T>;
  /** The next stop of what goes on. */
  readonly next: Sink;
  /** Is told of what was found. Nothing behind it goes on until it is passed or replaced. */
  found(what: T): void;
  /** Asks the sender to stop (true) or to go on (false). */
  holdBack(full: boolean): void;
}

/** One direction of a connection, in which what is found may go on later, or something else in its place. */
export class CutStream<T> implements Sink {
  readonly #options: CutStreamOptions<T>;
  readonly #cutter: MessageCutter<T>;
  readonly #backlog: Backlog;
  /** Bytes of what may turn out to be, or is, what is looked for. */
  #held: Buffer[] = [];
  /** Bytes that go on together, once all that can be taken now is. */
  #out: Buffer[] = [];
  #isWaiting = false;
  #isDropping = false;
  #depth = 0;

  constructor(options: CutStreamOptions<T>) {
    this.#options = options;
    this.#cutter = new MessageCutter(options.messages);
    this.#backlog = new Backlog({
      isBusy: () => this.#isWaiting,
      take: (chunk) => this.#take(chunk),
      end: (ending) => this.#end(ending),
      holdBack: (full) => options.holdBack(full),
    });
  }

  /** True when nothing is held or dropped, so that what comes may go straight on. */
  get isIdle(): boolean {
    return this.#backlog.isEmpty && this.#held.length === 0 && !this.#isDropping;
  }

  data(chunk: Buffer): void {
    this.#together(() => this.#backlog.data(chunk));
  }

  end(ending: Ending): void {
    this.#together(() => this.#backlog.end(ending));
  }

  /** Hands on what was found as it is, and what waits behind it. */
  pass(): void {
    this.#decided(this.#held, false);
  }

  /** Hands these bytes on in place of what was found. */
  replace(by: Buffer): void {
    this.#decided([by], this.#cutter.hasRest);
  }

  /** Drops what waits; only the end still goes on, at once. */
  drop(): void {
    this.#held = [];
    this.#backlog.drop();
  }

  /** The connection is gone. */
  stop(): void {
    this.#backlog.stop();
  }

  #take(chunk: Buffer): number {
    const cutter = this.#cutter;
    const [bytes, piece] = cutter.read(chunk);
    const read = chunk.subarray(0, bytes);
    if (piece === "undecided" || piece === "found") this.#held.push(read);
    else if (piece === "other") this.#handOn(read);
    else if (!this.#isDropping) this.#out.push(read);
    this.#isDropping &&= piece === "rest" && cutter.hasRest;
    if (piece === "found" && cutter.found !== undefined) {
      this.#isWaiting = true;
      this.#options.found(cutter.found);
    }
    return bytes;
  }

  #decided(instead: readonly Buffer[], isDropping: boolean): void {
    this.#together(() => {
      this.#out.push(...instead);
      this.#held = [];
      this.#isDropping = isDropping;
      this.#isWaiting = false;
      this.#backlog.goOn();
    });
  }

  #handOn(...bytes: readonly Buffer[]): void {
    this.#out.push(...this.#held, ...bytes);
    this.#held = [];
  }

  #end(ending: Ending): void {
    this.#handOn();
    this.#flush();
    this.#options.next.end(ending);
  }

  /** Does something, and hands on in one piece what comes of it. */
  #together(what: () => void): void {
    this.#depth++;
    what();
    this.#depth--;
    if (this.#depth === 0) this.#flush();
  }

  #flush(): void {
    const out = this.#out;
    this.#out = [];
    if (out.length > 0) this.#options.next.data(out.length === 1 && out[0] !== undefined ? out[0] : Buffer.concat(out));
  }
}
