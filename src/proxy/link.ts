import type { Socket } from "node:net";
import type { Clock } from "../values/clock/clock.ts";
import type { Random } from "../values/random/random.ts";
import type { AppliedByteToxic } from "./applied-toxic.ts";
import { reset } from "./reset.ts";
import { Segment, type SegmentLink, type Sink } from "./segment.ts";
import { type Ending, FIN, RESET } from "./toxics/toxic.ts";

/** Bytes that one direction of a proxy has carried, over all its connections. */
export interface Traffic {
  receivedBytes: number;
  sentBytes: number;
}

/** Facts that a link needs to know of its connection. */
export interface LinkOptions {
  readonly clock: Clock;
  readonly source: Socket;
  readonly target: Socket;
  readonly traffic: Traffic;
  /** Draws once whether the toxic applies to this link, and makes a stream of random numbers for it. */
  readonly drawFor: (toxic: AppliedByteToxic) => { readonly applies: boolean; readonly random: Random };
  /** Sees bytes as they come from the source. */
  readonly onSource?: (chunk: Buffer) => void;
  /** Sees bytes as they go to the target. */
  readonly onTarget?: (chunk: Buffer) => void;
  /** Called before the end is handed to the target, and instead of that when a toxic cuts the connection. */
  readonly onEnd: (ending: Ending) => void;
}

const NO_SEGMENTS: readonly Segment[] = [];

/**
 * One direction of one connection: from a socket, through the toxics that apply, to the other socket.
 *
 *                  #head              next               next
 *     +--------+   +---------+        +---------+        +-----------+         +--------+
 *     | source |-->| Segment |------->| Segment |------->| this Link |-------->| target |
 *     | socket |   |  Stage  |  pass  |  Stage  |  pass  | as a Sink |  write  | socket |
 *     +--------+   +---------+        +---------+        +-----------+         +--------+
 *         ^             |                  |                   |                    |
 *         |             | holdBack         | holdBack          | holdBack           | drain
 *         +-------------+------------------+-------------------+--------------------+
 *           pause, resume
 *
 * Bytes (`data`) and the end of the stream (`end`) go to the right; without toxics `#head` is this link. A segment is
 * the place of one toxic: it gives the toxic's stage what comes, and takes from it what goes on, when (`wakeAt`), and
 * whether the whole connection ends (`cut`). Backpressure goes to the left: the source is paused while a segment
 * or the target holds it back. When toxics change, segments that stay keep what they hold, and only `next` moves.
 */
export class Link implements Sink, SegmentLink {
  readonly clock: Clock;
  readonly #options: LinkOptions;
  #segments: readonly Segment[] = NO_SEGMENTS;
  #head: Sink = this;
  /** Stops before the first segment and behind the last. */
  #before: Sink | undefined;
  #behind: Sink = this;
  /** The segments that asked for the source to stop; made on first need, as most links never do. */
  #holders: Set<object> | undefined;

  constructor(options: LinkOptions, toxics: readonly AppliedByteToxic[]) {
    this.clock = options.clock;
    this.#options = options;
    if (toxics.length > 0) this.#rebuild(toxics, true);
    const { source, target, traffic } = options;
    // Write on data: pipe() costs more in the tail and in bulk.
    source.on("data", (chunk: Buffer) => {
      traffic.receivedBytes += chunk.length;
      options.onSource?.(chunk);
      (this.#before ?? this.#head).data(chunk);
    });
    source.on("end", () => (this.#before ?? this.#head).end(FIN));
    target.on("drain", () => this.holdBack(this, false));
  }

  get targetSentBytes(): number {
    return this.#options.target.bytesRead;
  }

  /** The source broke: its end travels through the toxics like any other. */
  sourceFailed(): void {
    (this.#before ?? this.#head).end(RESET);
    // It had ended before it broke, and the target doesn't know yet that nobody listens.
    if (this.#options.target.writableEnded) this.#options.target.destroy();
  }

  /** The proxy's toxics of this direction have changed: adds, removes and reorders; what stays, stays as it is. */
  refresh(toxics: readonly AppliedByteToxic[]): void {
    this.#rebuild(toxics, false);
  }

  /** A toxic's attributes have changed. */
  changed(toxic: AppliedByteToxic): void {
    this.#segments.find((segment) => segment.toxic === toxic)?.changed();
  }

  /** The first of its toxics, whichever that is: what is put before them hands on to it. */
  get first(): Sink {
    return { data: (chunk) => this.#head.data(chunk), end: (ending) => this.#head.end(ending) };
  }

  /** Puts something before the first toxic, or takes it away. */
  putBefore(stop: Sink | undefined): void {
    this.#before = stop;
  }

  /** Puts something behind the last toxic, which hands on to this link, or takes it away. */
  putBehind(stop: Sink | undefined): void {
    this.#behind = stop ?? this;
    const last = this.#segments.at(-1);
    if (last === undefined) this.#head = this.#behind;
    else last.next = this.#behind;
  }

  /** The connection is gone. */
  stop(): void {
    for (const segment of this.#segments) segment.stop();
  }

  /** The end of the chain: hands bytes to the target. */
  data(chunk: Buffer): void {
    const { target, traffic } = this.#options;
    if (!target.writable) return;
    traffic.sentBytes += chunk.length;
    this.#options.onTarget?.(chunk);
    if (!target.write(chunk)) this.holdBack(this, true);
  }

  end(ending: Ending): void {
    this.#options.onEnd(ending);
    if (ending.cutBy !== undefined) return;
    const { source, target } = this.#options;
    if (ending.how === "reset") reset(target);
    else if (source.destroyed) target.destroySoon();
    else target.end();
  }

  holdBack(by: object, full: boolean): void {
    if (full) {
      this.#holders ??= new Set();
      this.#holders.add(by);
      this.#options.source.pause();
    } else if (this.#holders?.delete(by) && this.#holders.size === 0) {
      this.#options.source.resume();
    }
  }

  #rebuild(toxics: readonly AppliedByteToxic[], sinceStart: boolean): void {
    const draws = toxics.map((toxic) => ({ toxic, ...this.#options.drawFor(toxic) })).filter(({ applies }) => applies);
    for (const segment of this.#segments) {
      if (!draws.some(({ toxic }) => toxic === segment.toxic)) segment.remove();
    }
    let next: Sink = this.#behind;
    const segments: Segment[] = [];
    for (const { toxic, random } of draws.reverse()) {
      const segment =
        this.#segments.find((existing) => existing.toxic === toxic) ??
        new Segment(this, next, toxic, { sinceStart, random });
      segment.next = next;
      segments.unshift(segment);
      next = segment;
    }
    this.#segments = segments;
    this.#head = next;
  }
}
