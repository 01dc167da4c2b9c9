import type { Messages } from "./message-cutter.ts";

/** The attribute of `query_error` that says the error of a query: an SQLSTATE, or an error reply. */
export type ErrorAttribute = "sqlstate" | "error";

/** One thing that a caller asks of a database: a call on its edge. */
export interface Query {
  /** Tells whether its text is as a pattern says, in which `*` is any text; what comes behind a space need not be said. */
  fits(pattern: string): boolean;
  /** Undefined for one that can't be failed without leaving the session in a state that no server's error leaves it in. */
  readonly failsBy: ErrorAttribute | undefined;
  /**
   * A request to be sent in its place, which the server refuses without doing anything. Its error names the number, and
   * is found by that.
   */
  standIn(number: number): Buffer;
  /** The error that its caller gets, by the attributes of `query_error`. */
  errorReply(attributes: Readonly<Record<string, unknown>>): Buffer;
}

/** The bytes of one connection to a database as messages, of which some can be acted on. */
export interface QuerySession {
  /** The messages of the caller, in which queries are looked for. */
  readonly asked: Messages<Query>;
  /** Those of the server, in which errors of stand-ins are looked for, by their numbers. */
  readonly answered: Messages<number>;
}
