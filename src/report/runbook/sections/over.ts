import { formatMs } from "../../../judge/criteria/format.ts";
import type { JudgedCriterion } from "../../../judge/history/result.ts";
import { measuredInWords } from "../../criterion-figures.ts";
import { code, plainText } from "../../formats/markdown-text.ts";
import { recoveryInWords } from "../../recovery-in-words.ts";
import { NO_FIGURE } from "../../terminal/figures.ts";
import { type Block, listed } from "../lines.ts";
import type { RunbookRun } from "../runbook-run.ts";
import type { RunbookSection } from "../section.ts";
import { atTheEarliest } from "../steps-after.ts";

/** The end: how to know it, and how long it took. */
export const over: RunbookSection = {
  name: "over",
  heading: "When it is over",
  blocks: (runs) => {
    const { plan, result } = runs[0];
    const { steadyState } = plan.experiment;
    return [
      ...(steadyState.length === 0
        ? [["The experiment doesn't say what its steady state is: nobody has defined when it is over."]]
        : listed(
            `When all of this holds for ${formatMs(plan.recoveryWindowMs)} on end, and stays:`,
            result.criteria.filter(({ role }) => role === "steady-state").map(steadyInWords),
          )),
      ...listed("How long that took:", runs.map(recovered)),
    ];
  },
};

function steadyInWords(criterion: JudgedCriterion): Block {
  return [`${code(criterion.text)} (before the fault: ${measuredInWords(criterion) ?? NO_FIGURE})`];
}

function recovered({ result }: RunbookRun): Block {
  const { recovery } = result;
  const earliest = recovery?.recovered === "true" ? atTheEarliest(recovery.earliestMs) : "";
  const words = recovery?.metastable === undefined ? recoveryInWords(result).text : "not in the time that was watched";
  return [`${plainText(words + earliest)} (run ${code(result.run)})`];
}
