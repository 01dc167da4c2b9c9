import type { Criterion } from "../../files/experiment/criterion.ts";
import type { Trit } from "../../values/trit.ts";
import type { Judgement } from "./event.ts";
import { standForAll } from "./windowed-expectation.ts";

/** Finds out whether a criterion held at any time, when first, and how far what was measured went. */
export class LookedFor {
  /** The measured value that comes closest to holding, or goes furthest beyond. */
  furthest: number | undefined;
  /** The time at which it first held. */
  firstAtMs: number | undefined;
  /** The earliest time at which it may have held: when it did, or the harness could explain what was measured. */
  earliestMs: number | undefined;
  readonly #criterion: Criterion;
  /** Windows that could be judged and those that could not, but for the first, which aren't full yet. */
  #known = 0;
  #unknown = 0;
  /** The reason for the first window of which the harness could explain what was measured: it may have held. */
  #explained: string | undefined;
  #latestWhy: string | undefined;

  constructor(criterion: Criterion) {
    this.#criterion = criterion;
  }

  /** @param atMs since it is looked for */
  look({ holds, measured, why, explainedBy }: Judgement, atMs: number): void {
    const isFull = atMs >= (this.#criterion.overMs ?? 0);
    if (holds === "unknown") {
      if (isFull) this.#unknown++;
      this.#latestWhy = why;
      if (explainedBy === undefined) return;
      this.#explained ??= why;
      this.earliestMs ??= atMs;
      return;
    }
    if (isFull) this.#known++;
    if (holds === "true") {
      this.firstAtMs ??= atMs;
      this.earliestMs ??= atMs;
    }
    if (measured === undefined) return;
    const further = this.#criterion.comparison.startsWith(">") ? Math.max : Math.min;
    this.furthest = further(measured, this.furthest ?? measured);
  }

  /** Unknown when it never held, and may have where it could not be judged. */
  get cameTrue(): Trit {
    if (this.firstAtMs !== undefined) return "true";
    const isSure = this.#explained === undefined && this.#isJudged;
    return isSure ? "false" : "unknown";
  }

  /** The reason for what is unknown. */
  get why(): string {
    if (this.#explained !== undefined) return this.#explained;
    if (this.#known + this.#unknown === 0) return this.#latestWhy ?? "it was not judged at any time";
    return `${this.#unknown} of ${this.#known + this.#unknown} windows could not be judged: ${this.#latestWhy}`;
  }

  get #isJudged(): boolean {
    return this.#known > 0 && standForAll(this.#criterion, this.#known, this.#unknown);
  }
}
