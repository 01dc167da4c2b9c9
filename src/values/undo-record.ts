import type { JsonValue } from "./json.ts";

/**
 * Instructions to take back one thing that a run puts in. It is on disk before the thing is in, and is enough by itself
 * to take it back from another process, later.
 */
export interface UndoRecord {
  /** Unique in a run. */
  readonly id: string;
  /** Picks the Undoer. */
  readonly kind: string;
  /** `toxic latency-1 on checkout -> pricing` */
  readonly what: string;
  /** The command that a person would type to the same end. */
  readonly manual: string;
  /** The record of something that takes this along when it is taken out: a toxic in a proxy of our own. */
  readonly within?: string | undefined;
  readonly data: JsonValue;
}
