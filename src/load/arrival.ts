import type { OutgoingRequest } from "./request-mix.ts";
import type { Traceparent } from "./traceparents.ts";

/** The request of a person, who may try several times. Only loads that try again keep them. */
export interface Arrival {
  readonly request: OutgoingRequest;
  /** That of all its attempts; undefined where they have none. */
  readonly traceparent: Traceparent | undefined;
  readonly scheduledMs: number;
  /** Its place in the load, from 0. */
  readonly number: number;
  /** Attempts after the first, the next one included. */
  retries: number;
  /** From its first failure on. */
  nextPauseMs?: () => number;
}
