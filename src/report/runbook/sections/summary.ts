import type { RunResult } from "../../../judge/history/result.ts";
import type { Plan, PlannedFault } from "../../../judge/plan/plan.ts";
import { code, plainText } from "../../formats/markdown-text.ts";
import { headlineOf } from "../../headline.ts";
import { replicasInWords } from "../../replicas-in-words.ts";
import { faultName } from "../fault-name.ts";
import { type Block, listed } from "../lines.ts";
import type { RunbookSection } from "../section.ts";

/** The trouble that was made, and what became of the system. */
export const summary: RunbookSection = {
  name: "summary",
  blocks: ([first, ...others]) => [
    [plainText(headlineOf(first.result, first.plan))],
    ...standing(first.result),
    ...listed("The fault that was put in:", playedFaults(first.result, first.plan)),
    others.length === 0
      ? []
      : [`${others.length + 1} runs are in it; what names no run is of ${code(first.result.run)}.`],
  ],
};

/** The standing of the run, which must be known before anything is concluded from it. */
function standing({ verdict, reasons, leftBehind }: RunResult): readonly Block[] {
  if (verdict === "pass") {
    return [["The run passed: the system stands this. Below is what was seen all the same."]];
  }
  if (verdict === "inconclusive") {
    return [[`The run was inconclusive (${plainText(reasons[0] ?? "")}): below is what was seen all the same.`]];
  }
  if (verdict === "undo-incomplete") {
    const what = leftBehind.map((record) => code(record.what)).join(", ");
    return [
      [`**The run left something behind that may still be in: ${what}.** ${code("brownout recover")} takes it out.`],
    ];
  }
  return [];
}

function playedFaults(result: RunResult, { faults, experiment }: Plan): readonly Block[] {
  const isPlayed = ({ id }: PlannedFault) => result.faults.some((fault) => fault.id === id && fault.took === "true");
  return faults
    .filter(isPlayed)
    .map((fault) => [
      `${code(faultName(fault))}${plainText(replicasInWords(fault, experiment))}: ${plainText(fault.explanation.does)}`,
    ]);
}
