import { join } from "node:path";
import { parseDuration } from "../../files/experiment/duration.ts";
import { parseRate } from "../../files/experiment/rate.ts";
import { type ExperimentWords, experimentText } from "../../files/init/experiment-words.ts";
import type { Proposal } from "../../judge/proposal/proposal.ts";
import { propose } from "../../judge/proposal/propose.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "../commands/context.ts";
import { deliverFiles, type InitMode } from "../commands/init-files.ts";
import { section } from "../commands/section.ts";
import type { Begun } from "./begun.ts";
import { checkWritten } from "./check-written.ts";
import { measure } from "./measure.ts";
import { measuredWords } from "./measured-words.ts";
import { writeMeasured } from "./write-measured.ts";

export interface WriteOptions {
  readonly mode: InitMode;
  /** True where somebody answered questions, and is to see what came of it. */
  readonly isShown: boolean;
  /** Length of a measurement; none where nothing is measured. */
  readonly measureMs?: number;
  readonly runs: string;
  /** The context that a cluster's options name. */
  readonly context?: string;
  readonly yesProduction?: true;
}

/** Writes what was begun, measures where that is asked for, and says how to go on. */
export async function writeExperiment(
  begun: Begun,
  words: ExperimentWords,
  options: WriteOptions,
  context: CommandContext,
): Promise<void> {
  const { mode, isShown, measureMs } = options;
  const file = join(begun.folder, `${words.name}.yaml`);
  const delivered = await deliverFiles([...begun.files, { path: file, text: experimentText(words) }], mode);
  context.out([...begun.found, ...delivered, ...begun.notes].join("\n"));
  if (begun.isIncomplete) context.exitCode(exitCodes.inconclusive);
  if (mode === "diff") return;
  await checkWritten(file, context);
  const told = measureMs === undefined ? words : await measured(begun, words, { ...options, measureMs, file }, context);
  if (isShown && told !== undefined) context.out(`\n${experimentText(told).trimEnd()}`);
  context.out(nextSteps(begun, file, words.load.remark !== undefined));
}

/**
 * Measures, and writes the experiment again with what that gives. Ends with 3 where that is nothing, or isn't written.
 * @returns the experiment as its file has it; undefined where somebody changed that meanwhile
 */
async function measured(
  { platform }: Begun,
  words: ExperimentWords,
  options: WriteOptions & { readonly measureMs: number; readonly file: string },
  context: CommandContext,
): Promise<ExperimentWords | undefined> {
  const { measureMs: lengthMs, file, ...place } = options;
  const { name, rate, timeout } = words.load;
  context.out(`\nmeasuring ${name} for ${lengthMs / 1000} s, without a fault`);
  const measurement = await measure({ ...place, file, load: name, lengthMs, on: platform }, context);
  const load = {
    name,
    ratePerS: parseRate(rate) ?? 0,
    timeoutMs: parseDuration(timeout) ?? 0,
    baselineMs: parseDuration(words.phases.baseline) ?? 0,
  };
  const proposals = propose(load, measurement);
  const told = measuredWords(words, proposals, new Date(context.clock.wallMs()).toISOString().slice(0, 10));
  const isLeft = told !== words && !writeMeasured(file, words, told);
  if (told === words || isLeft) context.exitCode(exitCodes.inconclusive);
  const head = isLeft
    ? `proposed, and not written, as ${file} was changed meanwhile:`
    : "proposed, and written into the experiment:";
  context.out([...proposalLines(proposals, head), ""].join("\n"));
  if (isLeft) return undefined;
  await checkWritten(file, context);
  return told;
}

/** Lines on what was proposed and why, and on what wasn't. */
function proposalLines(proposals: readonly Proposal[], head: string): readonly string[] {
  const made = proposals.flatMap((one) => ("criteria" in one ? one.criteria : []));
  return [
    ...section(
      head,
      made.map(({ role, text, why }) => `${role}: ${text}  # ${why}`),
    ),
    ...section(
      "not proposed, so that a guess stays a guess:",
      proposals.flatMap((one) => ("nothing" in one ? [one.nothing] : [])),
    ),
  ];
}

/** The last lines: what to type next. */
function nextSteps({ before, runOptions }: Begun, file: string, isGuess: boolean): string {
  const args = [shellWord(file), ...(runOptions === "" ? [] : [runOptions])].join(" ");
  return [
    "",
    isGuess ? "next: look at the request in the experiment, then" : "next:",
    ...[...before(file), `brownout plan ${args}`, `brownout run ${args}`].map((line) => `  ${line}`),
  ].join("\n");
}
