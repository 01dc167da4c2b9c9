import type { RunResult } from "../../../judge/history/result.ts";
import { code, plainText } from "../../formats/markdown-text.ts";
import { count } from "../../terminal/figures.ts";
import { type Block, listed } from "../lines.ts";
import type { RunbookSection } from "../section.ts";
import { stepInWords } from "../step-in-words.ts";
import { stepsAfter } from "../steps-after.ts";

/** From how many times as many calls per request it is worth a warning. */
const MORE_TIMES = 1.5;

/** The steps that are of no use, and what keeps the failure alive. */
export const avoid: RunbookSection = {
  name: "avoid",
  heading: "What not to do",
  blocks: (runs) => {
    const steps = runs.map(({ result }) => stepsAfter(result));
    const remedies = steps.flatMap(([, ...others]) => others);
    const waited = steps.filter(([nothing]) => nothing?.effect === "not-back").length;
    const blocks = [
      ...waitedInWords(waited, runs.length),
      ...listed("What keeps it down:", feeding(runs.map(({ result }) => result))),
      ...listed("Don't count on:", remedies.filter(({ effect }) => effect === "not-back").map(stepInWords)),
      ...listed(
        "Don't, it takes away what was back:",
        remedies.filter(({ effect }) => effect === "lost").map(stepInWords),
      ),
      ...listed(
        "Don't let more be tried again. With the fault each request already made more calls:",
        amplified(runs[0].result),
      ),
    ];
    if (blocks.length > 0) return blocks;
    return [
      [
        remedies.length > 0
          ? "Nothing was tried that did not help."
          : "No remedy was tried: none is known to be of no use.",
      ],
    ];
  },
};

function waitedInWords(inVain: number, runs: number): readonly Block[] {
  if (inVain === 0) return [];
  const where = runs === 1 ? "in the run" : `in ${inVain} of ${runs} runs`;
  return [[`Don't wait for it to pass once the cause is gone: ${where} it did not.`]];
}

/** The loop that feeds a system which stays down, by the first run that shows it. */
function feeding(results: readonly RunResult[]): readonly Block[] {
  const shown = results.find(({ recovery }) => recovery?.metastable !== undefined);
  return (shown?.recovery?.metastable ?? []).map((what) => [`${plainText(what)} (run ${code(shown?.run ?? "")})`]);
}

function amplified({ signals }: RunResult): readonly Block[] {
  return Object.entries(signals).flatMap(([name, { baseline, fault }]): Block[] => {
    const [was, now] = [baseline?.amplification, fault?.amplification];
    if (was === undefined || now === undefined || now < was * MORE_TIMES || now < MORE_TIMES) return [];
    return [[`${code(name)}: ${count(now)} calls for each request, ${count(was)} before`]];
  });
}
