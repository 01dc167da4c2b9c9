import type { z } from "zod";
import type { Query } from "../queries/query.ts";
import type { QueryChoice } from "../queries/query-choice.ts";

/** Settings of a toxic on queries: which it chooses, and its own. */
export type QueryAttributes = QueryChoice & Readonly<Record<string, unknown>>;

/** Operations that a toxic has on a query that it has chosen. */
export interface QueryFlow<A extends QueryAttributes = QueryAttributes> {
  /** The attributes as they are now; a change of the toxic is seen at once. */
  readonly attributes: A;
  nowMs(): number;
  /** Hands the query to the toxic that was added after this one, and from the last one to the server. */
  pass(): void;
  /** Has the server fail it, with an error by the toxic's attributes; it has acted when that goes to the caller. */
  fail(): void;
  /** Calls the stage's `wake` once, never before `dueMs`; replaces the wake-up that was asked for before. */
  wakeAt(dueMs: number): void;
  /** Counts that the toxic did what it is for. */
  acted(): void;
}

/** A toxic at work on one query. */
export interface QueryStage {
  /** The query has come; nothing behind it on its connection goes on before it does. */
  query(): void;
  /** The time given to `wakeAt` has come. */
  wake?(): void;
  /** The toxic's attributes were changed. */
  changed?(): void;
  /** The toxic is being taken out: hand on the query, if it is held. Nothing is asked of the stage afterwards. */
  removed?(): void;
}

/** A type of toxic that acts on queries to databases. One file each. */
export interface QueryToxicType<A extends QueryAttributes = QueryAttributes> {
  /** The word in the API: `query_delay`. */
  readonly type: string;
  readonly on: "queries";
  /** Of its attributes, those of the choice among them. */
  readonly schema: z.ZodType<QueryAttributes>;
  /** Tells whether it can do anything to a query; one to which it can't isn't counted. */
  canActOn?(query: Query, attributes: A): boolean;
  /** Starts it on a query that it has chosen. */
  start(flow: QueryFlow<A>): QueryStage;
}
