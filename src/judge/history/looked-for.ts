import type { Criterion } from "../../files/experiment/criterion.ts";
import type { Trit } from "../../values/trit.ts";
import type { Judgement } from "./event.ts";

/** Finds out whether a criterion held at any time, when first, and how far what was measured went. */
export class LookedFor {
  /** The measured value that comes closest to holding, or goes furthest beyond. */
  furthest: number | undefined;
  /** The time at which it first held. */
  firstAtMs: number | undefined;
  readonly #isUpwards: boolean;
  #wasDecided = false;
  /** A judgement that the harness could explain: it may have held. */
  #explained: Judgement | undefined;
  #why = "it was not judged at any time";

  constructor({ comparison }: Criterion) {
    this.#isUpwards = comparison.startsWith(">");
  }

  look({ holds, measured, why, explainedBy }: Judgement, atMs: number): void {
    if (holds === "unknown") {
      if (why !== undefined) this.#why = why;
      if (explainedBy !== undefined) this.#explained ??= { holds, samples: 0, ...(why !== undefined && { why }) };
      return;
    }
    this.#wasDecided = true;
    if (holds === "true") this.firstAtMs ??= atMs;
    if (measured === undefined) return;
    const further = this.#isUpwards ? Math.max : Math.min;
    this.furthest = further(measured, this.furthest ?? measured);
  }

  /** Unknown when it never held, and was never decided or may have held at a time that the harness could explain. */
  get cameTrue(): Trit {
    if (this.firstAtMs !== undefined) return "true";
    return this.#wasDecided && this.#explained === undefined ? "false" : "unknown";
  }

  /** The reason for what is unknown. */
  get why(): string {
    return this.#explained?.why ?? this.#why;
  }
}
