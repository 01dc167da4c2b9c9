import { formatShare } from "../criteria/format.ts";
import { LEVEL } from "../gate/compare-runs.ts";
import { madeDifferences } from "./asked-differences.ts";
import type { ComparedSides } from "./compare-sides.ts";
import { isSpoilt } from "./notes.ts";
import { FEWEST_EACH } from "./simultaneous-intervals.ts";

/** The most that may be said of two sides. */
export interface SidesConclusion {
  /**
   * - `differ`: the systems do, as far as runs of each stand for it
   * - `these-runs-differ`: these runs do; of the systems nothing is said, since there is one run on each side, or the systems alone
   *   can't be the reason
   * - `not-shown`: there may be differences or none
   * - `too-few`: so few runs can show none
   */
  readonly conclusion: "differ" | "these-runs-differ" | "not-shown" | "too-few";
  /** Sentences, the weightiest first. */
  readonly reasons: readonly string[];
}

/** Concludes from a comparison as much as it carries. */
export function concludeSides(sides: ComparedSides): SidesConclusion {
  const { a, b, over, changes } = sides;
  const differing = changes.filter(({ conclusion }) => conclusion === "more" || conclusion === "less").length;
  const judged = changes.filter(({ interval }) => interval !== undefined).length;
  if (over === "runs") {
    const beside = `${count(a.length, "run")} of A and ${count(b.length, "run")} of B`;
    if (differing === 0)
      return { conclusion: "not-shown", reasons: [`none of ${judged} figures is shown to differ between ${beside}`] };
    const seen = `${differing} of ${count(judged, "figure")} differ between ${beside}`;
    const others = otherCauses(sides);
    if (others.length > 0) {
      const why = `whether the systems do can't be told, as ${others.join(", and ")}`;
      return { conclusion: "these-runs-differ", reasons: [`${seen}; ${why}`] };
    }
    const chance = `a system that is the same on both sides shows any in ${formatShare(LEVEL)} of such comparisons`;
    return { conclusion: "differ", reasons: [`${seen}; ${chance}`] };
  }
  const more = `for that it takes ${FEWEST_EACH} runs on each side, or as many ways with unequal sides (3 beside 10): --compare A… --with B…`;
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

/** Causes that a difference may have beside the systems, as far as they are known. */
function otherCauses({ a, b }: ComparedSides): readonly string[] {
  const [first, ...others] = [...a, ...b];
  if (first === undefined) return [];
  const isMadeOtherwise = others.some(({ started }) => madeDifferences(first.started, started).length > 0);
  const isOfHarness = [first, ...others].some(({ result }) => isSpoilt(result));
  return [
    ...(isMadeOtherwise ? ["not all runs are by one version of brownout on one machine"] : []),
    ...(isOfHarness ? ["the harness may have made part of it"] : []),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
