import { formatShare } from "../criteria/format.ts";
import { LEVEL } from "../gate/compare-runs.ts";
import type { ComparedSides } from "./compare-sides.ts";
import { FEWEST_EACH } from "./simultaneous-intervals.ts";

/** The most that may be said of two sides. */
export interface SidesConclusion {
  /**
   * - `differ`: the systems do, as far as runs of each stand for it
   * - `these-runs-differ`: the one run on each side does; of the systems nothing is said
   * - `not-shown`: there may be differences or none
   * - `too-few`: so few runs can show none
   */
  readonly conclusion: "differ" | "these-runs-differ" | "not-shown" | "too-few";
  /** Sentences, the weightiest first. */
  readonly reasons: readonly string[];
}

/** Concludes from a comparison as much as it carries. */
export function concludeSides({ a, b, over, changes }: ComparedSides): SidesConclusion {
  const differing = changes.filter(({ conclusion }) => conclusion === "more" || conclusion === "less").length;
  const judged = changes.filter(({ interval }) => interval !== undefined).length;
  if (over === "runs") {
    const beside = `${count(a.length, "run")} of A and ${count(b.length, "run")} of B`;
    if (differing === 0)
      return { conclusion: "not-shown", reasons: [`none of ${judged} figures is shown to differ between ${beside}`] };
    const chance = `a system that is the same on both sides shows any in ${formatShare(LEVEL)} of such comparisons`;
    return {
      conclusion: "differ",
      reasons: [`${differing} of ${count(judged, "figure")} differ between ${beside}; ${chance}`],
    };
  }
  const more = `for that it takes ${FEWEST_EACH} runs on each side at least: --compare A… --with B…`;
  if (a.length + b.length > 2) {
    const beside = `${count(a.length, "run")} beside ${b.length}`;
    return {
      conclusion: "too-few",
      reasons: [`${beside} can't show a difference at a chance of ${formatShare(LEVEL)}, however large; ${more}`],
    };
  }
  const oneEach = `one run each can't tell whether the systems differ, as runs of one system do, too; ${more}`;
  if (judged === 0) return { conclusion: "too-few", reasons: [oneEach] };
  const seen =
    differing === 0
      ? `none of ${count(judged, "figure")} is shown to differ between these two runs by more than stretches of time do within them`
      : `${differing} of ${count(judged, "figure")} differ between these two runs by more than stretches of time do within them`;
  return { conclusion: differing === 0 ? "not-shown" : "these-runs-differ", reasons: [seen, oneEach] };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
