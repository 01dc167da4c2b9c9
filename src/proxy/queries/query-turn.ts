import type { Clock } from "../../values/clock/clock.ts";
import type { AppliedQueryToxic } from "../applied-toxic.ts";
import type { QueryAttributes, QueryFlow, QueryStage } from "../query-toxics/query-toxic.ts";
import { WakeUp } from "../wake-up.ts";

/** Functions that a turn needs of the connection it is on. */
export interface TurnLink {
  readonly clock: Clock;
  /** The query goes to the server. */
  pass(): void;
  /** It is to fail, with the error of this toxic. */
  fail(by: AppliedQueryToxic): void;
}

/** The way of one query through the toxics that chose it, in the order in which they were added. */
export class QueryTurn {
  readonly #link: TurnLink;
  readonly #steps: readonly QueryStep[];

  constructor(link: TurnLink, toxics: readonly AppliedQueryToxic[]) {
    this.#link = link;
    this.#steps = toxics.map((toxic, index) => new QueryStep(this, link, toxic, index));
  }

  begin(): void {
    this.passTo(0);
  }

  passTo(index: number): void {
    const step = this.#steps[index];
    if (step === undefined) this.#link.pass();
    else step.query();
  }

  changed(toxic: AppliedQueryToxic): void {
    this.#steps.find((step) => step.toxic === toxic)?.changed();
  }

  /** Takes out the steps of all toxics but these. */
  keep(toxics: readonly AppliedQueryToxic[]): void {
    for (const step of this.#steps) if (!toxics.includes(step.toxic)) step.remove();
  }

  /** The connection is gone. */
  stop(): void {
    for (const step of this.#steps) step.stop();
  }
}

/** The place of one toxic on that way. */
class QueryStep implements QueryFlow {
  readonly toxic: AppliedQueryToxic;
  readonly #turn: QueryTurn;
  readonly #link: TurnLink;
  readonly #index: number;
  /** Undefined once its toxic is out: the query passes then. */
  #stage: QueryStage | undefined;
  readonly #wakeUp: WakeUp;

  constructor(turn: QueryTurn, link: TurnLink, toxic: AppliedQueryToxic, index: number) {
    this.toxic = toxic;
    this.#turn = turn;
    this.#link = link;
    this.#index = index;
    this.#wakeUp = new WakeUp(link.clock, () => this.#stage?.wake?.());
    this.#stage = toxic.type.start(this);
  }

  get attributes(): QueryAttributes {
    return this.toxic.attributes;
  }

  query(): void {
    if (this.#stage === undefined) this.pass();
    else this.#stage.query();
  }

  changed(): void {
    this.#stage?.changed?.();
  }

  remove(): void {
    const stage = this.#stage;
    this.stop();
    stage?.removed?.();
  }

  stop(): void {
    this.#stage = undefined;
    this.#wakeUp.cancel();
  }

  nowMs(): number {
    return this.#link.clock.nowMs();
  }

  pass(): void {
    this.#turn.passTo(this.#index + 1);
  }

  fail(): void {
    this.#link.fail(this.toxic);
  }

  wakeAt(dueMs: number): void {
    this.#wakeUp.at(dueMs);
  }

  acted(): void {
    this.toxic.actedCount++;
  }
}
