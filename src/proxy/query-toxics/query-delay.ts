import { z } from "zod";
import { queryChoiceShape } from "../queries/query-choice.ts";
import type { QueryFlow, QueryStage, QueryToxicType } from "./query-toxic.ts";

const LONGEST_MS = 86_400_000;

const schema = z.strictObject({ ...queryChoiceShape, delay: z.number().min(0).max(LONGEST_MS) });

type Attributes = z.infer<typeof schema>;

class Delay implements QueryStage {
  readonly #flow: QueryFlow<Attributes>;
  #sinceMs: number | undefined;

  constructor(flow: QueryFlow<Attributes>) {
    this.#flow = flow;
  }

  query(): void {
    this.#sinceMs = this.#flow.nowMs();
    if (this.#flow.attributes.delay === 0) {
      this.removed();
      return;
    }
    this.#flow.acted();
    this.changed();
  }

  changed(): void {
    if (this.#sinceMs !== undefined) this.#flow.wakeAt(this.#sinceMs + this.#flow.attributes.delay);
  }

  wake(): void {
    this.removed();
  }

  removed(): void {
    const isHeld = this.#sinceMs !== undefined;
    this.#sinceMs = undefined;
    if (isHeld) this.#flow.pass();
  }
}

/** Holds queries for `delay` ms, and what comes behind them on their connections. */
export const queryDelay: QueryToxicType<Attributes> = {
  type: "query_delay",
  on: "queries",
  schema,
  start: (flow) => new Delay(flow),
};
