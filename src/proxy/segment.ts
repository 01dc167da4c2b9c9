import type { Clock } from "../values/clock/clock.ts";
import type { Random } from "../values/random/random.ts";
import type { AppliedByteToxic } from "./applied-toxic.ts";
import type { Attributes, Closing, Ending, Flow, Stage } from "./toxics/toxic.ts";
import { WakeUp } from "./wake-up.ts";

/** The next stop of the bytes: another toxic, or the socket at the end. */
export interface Sink {
  data(chunk: Buffer): void;
  end(ending: Ending): void;
}

/** Functions that a segment needs of the link it is part of. */
export interface SegmentLink {
  readonly clock: Clock;
  /** Bytes that the target has sent until now. */
  readonly targetSentBytes: number;
  holdBack(by: object, full: boolean): void;
}

/** The place of one toxic in one link: it stands between the toxic's stage and its neighbours. */
export class Segment implements Sink, Flow {
  readonly toxic: AppliedByteToxic;
  readonly sinceStart: boolean;
  readonly random: Random;
  /** Set by the link whenever its chain changes. */
  next: Sink;
  readonly #link: SegmentLink;
  readonly #stage: Stage;
  readonly #wakeUp: WakeUp;
  #ended = false;

  constructor(
    link: SegmentLink,
    next: Sink,
    toxic: AppliedByteToxic,
    options: { sinceStart: boolean; random: Random },
  ) {
    this.#link = link;
    this.next = next;
    this.toxic = toxic;
    this.sinceStart = options.sinceStart;
    this.random = options.random;
    this.#wakeUp = new WakeUp(link.clock, () => this.#stage.wake?.());
    this.#stage = toxic.type.start(this);
  }

  get receiverSentBytes(): number {
    return this.#link.targetSentBytes;
  }

  get attributes(): Attributes {
    return this.toxic.attributes;
  }

  data(chunk: Buffer): void {
    if (!this.#ended) this.#stage.data(chunk);
  }

  end(ending: Ending): void {
    if (this.#ended) return;
    if (this.#stage.end === undefined) this.passEnd(ending);
    else this.#stage.end(ending);
  }

  changed(): void {
    if (!this.#ended) this.#stage.changed?.();
  }

  /** The toxic goes: hands on what is held. The caller takes the segment out of the chain. */
  remove(): void {
    if (!this.#ended) this.#stage.removed?.();
    this.stop();
  }

  /** The connection is gone: drops what is held. */
  stop(): void {
    this.#ended = true;
    this.#wakeUp.cancel();
    this.#link.holdBack(this, false);
  }

  nowMs(): number {
    return this.#link.clock.nowMs();
  }

  pass(chunk: Buffer): void {
    if (!this.#ended) this.next.data(chunk);
  }

  passEnd(ending: Ending): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wakeUp.cancel();
    this.next.end(ending);
  }

  cut(how: Closing): void {
    this.passEnd({ how, cutBy: this.toxic.type.type });
  }

  holdBack(full: boolean): void {
    this.#link.holdBack(this, full);
  }

  wakeAt(dueMs: number): void {
    if (!this.#ended) this.#wakeUp.at(dueMs);
  }

  acted(): void {
    this.toxic.actedCount++;
  }
}
