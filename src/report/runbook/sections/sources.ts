import type { RunResult } from "../../../judge/history/result.ts";
import { code, plainText } from "../../formats/markdown-text.ts";
import { latency } from "../../terminal/figures.ts";
import { type Block, listed } from "../lines.ts";
import type { RunbookRun } from "../runbook-run.ts";
import type { RunbookSection } from "../section.ts";

/** The runs that all of it is from, how to see and to make them again, and what they don't tell. */
export const sources: RunbookSection = {
  name: "sources",
  heading: "Where this is from",
  blocks: (runs) => [
    ...listed("Nothing here is known from elsewhere than these runs:", runs.map(runInWords)),
    ...listed(
      "What they don't tell:",
      [...new Set(runs.flatMap(untold))].map((what) => [what]),
    ),
    ["`brownout runbook RUN…` writes it again, by another run or by more of them."],
  ],
};

function runInWords({ result, experiment }: RunbookRun): Block {
  const { run, verdict, platform, startedAt } = result;
  const file = experiment === undefined || experiment.hasLines === false ? "" : `, of ${code(experiment.path)}`;
  const day = startedAt.slice(0, 16).replace("T", " ");
  return [`${code(run)}: ${verdict}, on ${plainText(platform)}, ${plainText(day)} UTC${file}${faultTime(result)}`];
}

/** Time from when the first fault went in to when the last was out: what helps after six seconds may not after sixty. */
function faultTime({ faults }: RunResult): string {
  const [ins, outs] = [faults.flatMap((one) => one.injectedAtMs ?? []), faults.flatMap((one) => one.undoneAtMs ?? [])];
  if (ins.length === 0 || outs.length < ins.length) return "";
  return `; faults were in for ${latency(Math.max(...outs) - Math.min(...ins))}`;
}

function untold({ result: { undecided, unmeasured, warnings }, plan: { edgesUnseen } }: RunbookRun): readonly string[] {
  return [
    ...undecided.map(({ name, conclusion, why }) => `whether ${code(name)} was ${conclusion}: ${plainText(why)}`),
    ...(edgesUnseen === undefined
      ? unmeasured.map((edge) => `anything of ${code(edge)}: no call was seen there`)
      : [`anything of what services call each other: ${plainText(edgesUnseen.why)}`]),
    ...warnings.map(plainText),
  ];
}
