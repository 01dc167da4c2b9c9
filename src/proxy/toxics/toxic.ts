import type { z } from "zod";
import type { Random } from "../../values/random/random.ts";

/** The way a side of a TCP connection ends: with FIN, or with RST. */
export type Closing = "fin" | "reset";

/** The end of a stream of bytes; it travels through the toxics behind the last of them. */
export interface Ending {
  readonly how: Closing;
  /** The type of the toxic that ended it, which closes both directions; undefined when the sender did. */
  readonly cutBy?: string;
}

export const FIN: Ending = { how: "fin" };
export const RESET: Ending = { how: "reset" };

/** The direction in which bytes travel: to the upstream or back to the caller. */
export type Direction = "upstream" | "downstream";

/** Settings of a toxic, by attribute. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Operations that a toxic may use on one direction of one connection. */
export interface Flow<A extends Attributes = Attributes> {
  /** The attributes as they are now; a change of the toxic is seen at once. */
  readonly attributes: A;
  /** True when the toxic was there when the connection began. */
  readonly sinceStart: boolean;
  /** A stream of its own for each toxic on each connection, so that a seed repeats a run. */
  readonly random: Random;
  /** Bytes that the receiver has sent until now: more than before mean that it has spoken since. */
  readonly receiverSentBytes: number;
  nowMs(): number;
  /** Hands bytes on, towards the receiver. */
  pass(chunk: Buffer): void;
  /** Hands the end of the stream on. */
  passEnd(ending: Ending): void;
  /** Ends the whole connection, both directions, once what the toxics after this one hold has gone. */
  cut(how: Closing): void;
  /** Asks the sender to stop (true) or to go on (false); asking twice is the same as asking once. */
  holdBack(full: boolean): void;
  /** Calls the stage's `wake` once, never before `dueMs`; replaces the wake-up that was asked for before. */
  wakeAt(dueMs: number): void;
  /** Counts that the toxic did what it is for: this is the proof that a fault took effect. */
  acted(): void;
}

/** A toxic at work on one direction of one connection. Only `data` is a must. */
export interface Stage {
  data(chunk: Buffer): void;
  /** The sender has ended; without this method the end is handed on at once. */
  end?(ending: Ending): void;
  /** The time given to `wakeAt` has come. */
  wake?(): void;
  /** The toxic's attributes were changed. */
  changed?(): void;
  /** The toxic is being taken out: hand on whatever is held, in order. Nothing is asked of the stage afterwards. */
  removed?(): void;
}

/** A type of toxic. One file each. */
export interface ToxicType<A extends Attributes = Attributes> {
  /** The word in the API: `latency`. */
  readonly type: string;
  /** The attributes it takes that are whole numbers, 0 unless given, in the order in which they are shown. */
  readonly attributes: readonly (keyof A & string)[];
  /** The schema of all of its attributes, where they are more than that. */
  readonly schema?: z.ZodType<Attributes>;
  /** Starts it on one direction of one connection. */
  start(flow: Flow<A>): Stage;
}
