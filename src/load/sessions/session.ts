import type { OutgoingRequest } from "../request-mix.ts";
import type { DueMessages } from "./due-messages.ts";
import type { Line } from "./lines.ts";

/** One session that is to be open. */
export interface Session {
  /** Its place in the load, from 0. */
  readonly number: number;
  /** The request that opens it, the same each time. */
  readonly request: OutgoingRequest;
  readonly due: DueMessages;
  /** Undefined while it pauses. */
  line: Line | undefined;
  /** Since when it is being opened, or nothing has come in it: ms on the machine's monotonic clock. */
  quietSinceMs: number;
  /** The reason that its last line ended, or couldn't be opened; undefined once a message has come since. */
  trouble: string | undefined;
  /** True until it was open once. */
  isNew: boolean;
  /** Attempts to open it until now. */
  attempts: number;
  /** Times that its pauses began anew. */
  reopenings: number;
  /** Undefined while nothing has gone wrong since a message came. */
  nextPauseMs: (() => number) | undefined;
}
