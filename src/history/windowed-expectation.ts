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
  #known = 0;
  #unknown = 0;

  constructor(criterion: Criterion) {
    this.#criterion = criterion;
  }

  /** Takes in the judgement of one more full window and tells the one that stands for all. */
  judged(judgement: Judgement): Judgement {
    if (judgement.holds === "unknown") this.#unknown += 1;
    else {
      this.#known += 1;
      if (this.#worst === undefined || this.#margin(judgement) < this.#margin(this.#worst)) this.#worst = judgement;
    }
    return this.#overall(judgement);
  }

  /**
   * One window that was broken is enough. A few that held don't stand for many that could not be judged, and of a
   * sampled signal not for a single one: it became unknown only when the samples stayed away for too long.
   */
  #overall(latest: Judgement): Judgement {
    if (this.#worst === undefined) return latest;
    const isEnough = this.#criterion.metric.kind === "value" ? this.#unknown === 0 : this.#known >= this.#unknown;
    if (this.#worst.holds === "false" || isEnough) return this.#worst;
    const why = `${this.#unknown} of ${this.#known + this.#unknown} windows could not be judged`;
    return { ...this.#worst, holds: "unknown", why };
  }

  #margin(judgement: Judgement): number {
    return marginOf(this.#criterion, judgement, "expect") ?? Number.POSITIVE_INFINITY;
  }
}
