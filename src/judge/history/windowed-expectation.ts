import type { Criterion } from "../../files/experiment/criterion.ts";
import { marginOf } from "../criteria/evaluate.ts";
import type { Judgement } from "./event.ts";

interface Judged {
  readonly atMs: number;
  readonly judgement: Judgement;
}

/**
 * Tells whether the windows that could be judged stand for all. A few don't stand for many that could not be; of a sampled
 * signal not for a single one, as it became unknown only when the samples stayed away for too long.
 */
export function standForAll({ metric }: Criterion, known: number, unknown: number): boolean {
  return metric.kind === "value" ? unknown === 0 : known >= unknown;
}

/**
 * An expectation with a window of its own: it must hold in every such window of the phase, so that a bad
 * stretch isn't diluted by the good rest. Keeps the judgement of the worst window.
 */
export class WindowedExpectation {
  readonly #criterion: Criterion;
  /** Time for which a window's outcome can be withdrawn. */
  readonly #withdrawableMs: number;
  #worst: Judgement | undefined;
  /** The first window of which the harness could explain what was measured. */
  #explained: Judgement | undefined;
  /** Those that can still be withdrawn. */
  #latest: Judged[] = [];
  #known = 0;
  #unknown = 0;

  constructor(criterion: Criterion, withdrawableMs: number) {
    this.#criterion = criterion;
    this.#withdrawableMs = withdrawableMs;
  }

  /** Takes in the judgement of one more full window and tells the one that stands for all. */
  judged(judgement: Judgement, atMs: number): Judgement {
    while (this.#latest[0] !== undefined && this.#latest[0].atMs < atMs - this.#withdrawableMs) {
      this.#settle(this.#latest.shift()?.judgement);
    }
    this.#latest.push({ atMs, judgement });
    return this.#overall();
  }

  /** Takes back what windows that ended since then said: it turned out that the harness could explain them. */
  withdraw(sinceMs: number, doubt: Pick<Judgement, "why" | "explainedBy">): void {
    this.#latest = this.#latest.map(({ atMs, judgement }) =>
      atMs >= sinceMs && judgement.holds === "false"
        ? { atMs, judgement: { ...judgement, ...doubt, holds: "unknown" } }
        : { atMs, judgement },
    );
  }

  #settle(judgement: Judgement | undefined): void {
    if (judgement === undefined) return;
    if (judgement.holds === "unknown") {
      this.#unknown += 1;
      if (judgement.explainedBy) this.#explained ??= judgement;
    } else {
      this.#known += 1;
      this.#worst = this.#worseOf(this.#worst, judgement);
    }
  }

  /**
   * One window that was broken is enough. Those that held may not stand for all, and don't for one in which the harness
   * could explain what was measured.
   */
  #overall(): Judgement {
    const latest = this.#latest.map(({ judgement }) => judgement);
    const decided = latest.filter(({ holds }) => holds !== "unknown");
    const worst = decided.reduce<Judgement | undefined>((a, b) => this.#worseOf(a, b), this.#worst);
    const unknown = this.#unknown + latest.length - decided.length;
    const known = this.#known + decided.length;
    if (worst?.holds === "false") return worst;
    const explained = this.#explained ?? latest.find(({ explainedBy }) => explainedBy !== undefined);
    const last = explained ?? latest.at(-1);
    if (worst === undefined || explained) return last ?? { holds: "unknown", samples: 0 };
    if (standForAll(this.#criterion, known, unknown)) return worst;
    return { ...worst, holds: "unknown", why: `${unknown} of ${known + unknown} windows could not be judged` };
  }

  #worseOf(a: Judgement | undefined, b: Judgement): Judgement {
    return a === undefined || this.#margin(b) < this.#margin(a) ? b : a;
  }

  #margin(judgement: Judgement): number {
    return marginOf(this.#criterion, judgement, "expect") ?? Number.POSITIVE_INFINITY;
  }
}
