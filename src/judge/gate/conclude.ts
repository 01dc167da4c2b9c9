import { exitCodes } from "../../values/exit-codes.ts";
import { formatMs, formatShare } from "../criteria/format.ts";
import { areEnough, type ComparedFigure, type Comparison, type FigurePlace, LEVEL } from "./compare-runs.ts";
import { differenceInWords, figureInWords, phaseInWords } from "./figure-in-words.ts";
import { COMPARED_PHASES, type Figure } from "./figures.ts";

/** Numbers of runs with which a gate is worth its time: they bear that a run or two of the baseline went astray. */
export const USUAL_RUNS = { baseline: 20, checked: 5 } as const;

/** Figures of a load without which a check says nothing. */
const NEEDED: readonly Figure[] = ["p95Ms", "errorRate"];

export interface Conclusion {
  readonly conclusion: "no-worse" | "worse" | "unknown";
  readonly exitCode: number;
  /** Sentences, the weightiest first. */
  readonly reasons: readonly string[];
}

/**
 * Concludes from a comparison whether the checked runs are worse than the baseline's.
 * @param loads names of the loads
 * @param doubts other reasons for which it can't be told that they are not, a sentence each
 */
export function conclude(comparison: Comparison, loads: readonly string[], doubts: readonly string[]): Conclusion {
  const { figures, baselineRuns, checkedRuns, lost } = comparison;
  const worse = figures.filter(({ isWorse }) => isWorse).toSorted((a, b) => a.chance - b.chance);
  if (worse.length > 0) {
    return { conclusion: "worse", exitCode: exitCodes.fail, reasons: [...worse.map(worseInWords), ...doubts] };
  }
  const open = [...doubts, ...lostInWords(lost), ...blindness(comparison, loads)];
  if (open.length > 0) return { conclusion: "unknown", exitCode: exitCodes.inconclusive, reasons: open };
  const seen = `none of ${figures.length} figures is worse in ${checkedRuns} runs than in the ${baselineRuns} of the baseline`;
  return { conclusion: "no-worse", exitCode: exitCodes.pass, reasons: [seen] };
}

function worseInWords({ signal, phase, figure, baseline, checked, difference, chance }: ComparedFigure): string {
  const write = figure === "errorRate" ? formatShare : formatMs;
  return (
    `${signal} ${figureInWords(figure)} ${phaseInWords(phase)}: ${write(checked)} instead of ${write(baseline)} ` +
    `(${differenceInWords(figure, difference)}), which chance makes in ${formatShare(chance)} of such checks`
  );
}

function lostInWords(lost: readonly FigurePlace[]): string[] {
  const places = new Set(lost.map(({ signal, phase }) => `${signal} ${phaseInWords(phase)}`));
  return [...places].map(
    (place) => `${place} was measured in all runs of the baseline, and not in all that are checked`,
  );
}

/** Tells why a regression might have gone unseen. */
function blindness({ figures, lost, baselineRuns, checkedRuns }: Comparison, loads: readonly string[]): string[] {
  if (!areEnough(baselineRuns, checkedRuns)) return [tooFew(baselineRuns, checkedRuns)];
  if (loads.length === 0) return ["the runs have no load, so that nothing says what users would have noticed"];
  return neededOf(loads).flatMap((place) => {
    const compared = figures.find(isAt(place));
    if (compared !== undefined) return compared.wouldSee === undefined ? [blindFor(compared)] : [];
    return lost.some(isAt(place)) ? [] : [missing(place)];
  });
}

/** All figures that must have been compared for it to be said that nothing is worse. */
function neededOf(loads: readonly string[]): FigurePlace[] {
  return loads.flatMap((signal) =>
    COMPARED_PHASES.flatMap((phase) => NEEDED.map((figure): FigurePlace => ({ signal, phase, figure }))),
  );
}

function isAt({ signal, phase, figure }: FigurePlace): (other: FigurePlace) => boolean {
  return (other) => other.signal === signal && other.phase === phase && other.figure === figure;
}

function missing({ signal, phase, figure }: FigurePlace): string {
  return `${signal} ${figureInWords(figure)} ${phaseInWords(phase)} isn't in all runs of the baseline`;
}

function tooFew(baselineRuns: number, checkedRuns: number): string {
  const { baseline, checked } = USUAL_RUNS;
  const runs = checkedRuns === 1 ? "run" : "runs";
  return (
    `${checkedRuns} checked ${runs} beside ${baselineRuns} of a baseline can't show anything at a chance of ` +
    `${formatShare(LEVEL)}, however bad it is; ${checked} beside ${baseline} are usual`
  );
}

function blindFor({ signal, phase, figure }: ComparedFigure): string {
  const most = figure === "errorRate" ? "ten points more" : "twice as long";
  return (
    `${signal} ${figureInWords(figure)} ${phaseInWords(phase)} differs so much between runs that not even ${most} would ` +
    "have been seen for sure; longer phases, or more runs, would help"
  );
}
