import { marginOf } from "../criteria/evaluate.ts";
import type { Criterion } from "../experiment/criterion.ts";
import type { Judgement } from "./event.ts";

/**
 * An expectation with a window of its own: it must hold in every such window of the phase, so that a bad
 * stretch isn't diluted by the good rest. Keeps the judgement of the worst window.
 */
export class WindowedExpectation {
  readonly #criterion: Criterion;
  #worst: Judgement | undefined;

  constructor(criterion: Criterion) {
    this.#criterion = criterion;
  }

  /** Takes in the judgement of one more full window and tells the one that stands for all. */
  judged(judgement: Judgement): Judgement {
    if (this.#worst === undefined || this.#isWorse(judgement, this.#worst)) this.#worst = judgement;
    return this.#worst;
  }

  /** Windows that can't be judged count only while none could be. */
  #isWorse(one: Judgement, other: Judgement): boolean {
    if (one.holds === "unknown") return false;
    return other.holds === "unknown" || this.#margin(one) < this.#margin(other);
  }

  #margin(judgement: Judgement): number {
    return marginOf(this.#criterion, judgement, "expect") ?? Number.POSITIVE_INFINITY;
  }
}
