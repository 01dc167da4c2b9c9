import type { SentText } from "../concealed-text.ts";

/** Something other than HTTP requests that a load sends: one command for each arrival, on a connection of a pool. */
export interface CommandSpec {
  /** The key that it has in the file: `redis`. */
  readonly kind: string;
  /** A service of the system, whose replicas take turns; none where there is an address. */
  readonly service?: string;
  /** `127.0.0.1:6379`, or a URL of the kind's own. */
  readonly address?: SentText;
  /** Connections at most; an arrival that finds none free waits for one. */
  readonly connections: number;
  /** The texts that are sent, in the kind's own order; may hold templates. */
  readonly sends: readonly SentText[];
  /** Whatever else the kind has to know. */
  readonly settings: Readonly<Record<string, string>>;
}
