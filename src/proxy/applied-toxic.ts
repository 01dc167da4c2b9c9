import type { Attributes, Direction, ToxicType } from "./toxics/toxic.ts";

/** A toxic on a proxy. Its attributes and toxicity change in place, so that every connection sees it. */
export interface AppliedToxic {
  readonly name: string;
  readonly type: ToxicType;
  /** As the client wrote it; `direction` is what it means. */
  readonly stream: string;
  readonly direction: Direction;
  /** The share of connections that it applies to; not limited to 0..1, as in Toxiproxy. */
  toxicity: number;
  attributes: Attributes;
  /** Number of times that it did what it is for, since it was added. */
  actedCount: number;
}
