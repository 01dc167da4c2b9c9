import type { FaultOutcome, RunResult } from "../../../judge/history/result.ts";
import type { PlannedFault } from "../../../judge/plan/plan.ts";
import { code, plainText } from "../../formats/markdown-text.ts";
import { latency } from "../../terminal/figures.ts";
import { faultName } from "../fault-name.ts";
import { type Block, listed, toCopy } from "../lines.ts";
import type { RunbookRun, RunbookRuns } from "../runbook-run.ts";
import type { RunbookSection } from "../section.ts";
import { stepInWords } from "../step-in-words.ts";
import { type StepAfter, type StepEffect, stepsAfter } from "../steps-after.ts";

/** Effects from which nothing follows. */
const UNTOLD: readonly StepEffect[] = ["unknown", "not-done", "back-before"];

/** The way out, as far as the runs showed one. */
export const act: RunbookSection = {
  name: "act",
  heading: "What to do",
  blocks: (runs) => {
    const steps = runs.map(({ result }) => stepsAfter(result));
    const remedies = steps.flatMap(([, ...others]) => others);
    return [
      ...takeOut(runs[0]),
      ...byHand(runs[0].result),
      ...enough(steps.flatMap(([nothing]) => nothing ?? [])),
      ...helped(remedies, runs),
      ...listed(
        "Tried as well, and it isn't known whether it helps:",
        remedies.filter(({ effect }) => UNTOLD.includes(effect)).map(stepInWords),
      ),
    ];
  },
};

/** The undo of the faults: what an outage needs in its place, nobody has shown. */
function takeOut({ result, plan }: RunbookRun): readonly Block[] {
  const undone = plan.faults.flatMap((fault): Block[] => {
    const outcome = result.faults.find(({ id }) => id === fault.id);
    return outcome?.took === "true" ? [[undoInWords(fault, outcome)]] : [];
  });
  return listed(
    "Take the cause away. Where brownout made it, stop the run (Ctrl-C), or call `brownout recover` where its runner is gone; in an outage, look where it begins, above.",
    undone,
  );
}

function undoInWords(fault: PlannedFault, { injectedAtMs, undoingAtMs, undoneAtMs }: FaultOutcome): string {
  const undo = `${code(faultName(fault))}: its undo ${plainText(fault.explanation.undo)}`;
  if (undoneAtMs === undefined || injectedAtMs === undefined) return `${undo}; the run did not see it end`;
  const took = undoingAtMs === undefined ? "" : `, which took ${latency(undoneAtMs - undoingAtMs)}`;
  return `${undo}${took}; it had been in for ${latency((undoingAtMs ?? undoneAtMs) - injectedAtMs)}`;
}

function byHand({ leftBehind }: RunResult): readonly Block[] {
  return listed(
    "What the run left behind, by hand:",
    leftBehind.map(({ what, manual }) => [plainText(what), ...toCopy(manual)]),
  );
}

/** Tells what came of it in each run that nothing was done but to take the faults out. */
function enough(steps: readonly StepAfter[]): readonly Block[] {
  const heads = {
    back: "That was enough:",
    "not-back": "That was not enough:",
    unknown: "Whether that is enough isn't known:",
  };
  return Object.entries(heads).flatMap(([effect, head]) => {
    const alike = steps.filter((step) => step.effect === effect);
    return listed(
      head,
      alike.map(({ run, words }) => [`${plainText(words)} (run ${code(run)})`]),
    );
  });
}

function helped(remedies: readonly StepAfter[], runs: RunbookRuns): readonly Block[] {
  const back = remedies.filter(({ effect }) => effect === "back");
  if (back.length > 0) return listed("What helped, where nothing had come back before it:", back.map(stepInWords));
  const isAnyTried = remedies.length > 0;
  if (isAnyTried) return [["Nothing that was tried is known to help."]];
  return [
    [
      `${runs.length === 1 ? "The run" : "None of the runs"} tried ${runs.length === 1 ? "no" : "any"} remedy (\`remedies:\`).`,
    ],
  ];
}
