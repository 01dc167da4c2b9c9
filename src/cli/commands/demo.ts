import { join, relative } from "node:path";
import { Command } from "commander";
import { preparePlan } from "../../assembly/prepare-plan.ts";
import type { RunResult, Verdict } from "../../judge/history/result.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { latency, percent } from "../../report/terminal/figures.ts";
import { printLine } from "../../report/terminal/print.ts";
import { wrapText } from "../../report/terminal/text.ts";
import { InconclusiveError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { packageFolder } from "../../values/own-files.ts";
import type { CommandContext } from "./context.ts";
import { findRate, holds, type Trial } from "./demo-rate.ts";
import { writePageBeside } from "./run-page.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";

/** The two experiments of the demo, and how each is documented to end. */
const runs = [
  { name: "pricing-slow-unprotected", ends: "aborted" },
  { name: "pricing-slow-protected", ends: "pass" },
] as const satisfies readonly { readonly name: string; readonly ends: Verdict }[];

/** The healthy shop could not be tried out, for another reason than its rate. */
class TrialBrokenError extends InconclusiveError {
  override readonly code = "E_TRIAL";
}

const HELD = { well: "held", just: "only just held", no: "too much" } as const;

const TOO_BUSY =
  "This machine doesn't hold the least that the demo needs: it is too busy or too small, and what the runs would " +
  "show could be its own doing. End what else keeps it busy and try again; `brownout doctor` says what it has.";

export function demoCommand(context: CommandContext): Command {
  return new Command("demo")
    .description("Makes pricing slow in a shop without protection and in one with it, and compares the two.")
    .addOption(runsOption())
    .addHelpText(
      "after",
      "\nExit code: 0 when both runs ended as documented, 1 when one did not, 3 when the machine is too busy.",
    )
    .action((options: RunsOption) => demo(options.runs, context));
}

async function demo(runsFolder: string, context: CommandContext): Promise<void> {
  const { renderComparison } = await import("../../report/terminal/comparison.ts");
  const { renderResult } = await import("../../report/terminal/summary.ts");
  context.out("How many requests a second does this machine hold?");
  const ratePerS = await findRate((tried) => tryOut(tried, runsFolder, context));
  if (context.signal.aborted) return interrupted(context);
  if (ratePerS === undefined) {
    const { columns } = terminalStyle(context);
    for (const row of wrapText(TOO_BUSY, columns)) context.err(printLine(row, false));
    context.exitCode(exitCodes.inconclusive);
    return;
  }
  context.out(`Both runs are at ${ratePerS} requests a second, tried with a quarter more.\n`);
  const results: RunResult[] = [];
  for (const { name } of runs) {
    if (context.signal.aborted) return interrupted(context);
    const result = await runOne(fileOf(name), ratePerS, runsFolder, context);
    context.out(`${renderResult(result, terminalStyle(context)).join("\n")}\n`);
    results.push(result);
  }
  if (context.signal.aborted) return interrupted(context);
  context.out(renderComparison(results, terminalStyle(context)).join("\n"));
  const asDocumented = runs.every(({ ends }, index) => results[index]?.verdict === ends);
  context.exitCode(asDocumented ? exitCodes.pass : exitCodes.fail);
}

function interrupted({ exitCode, signal }: CommandContext): void {
  exitCode(exitCodes[signal.reason as "SIGINT" | "SIGTERM"]);
}

function fileOf(name: string): string {
  return join(packageFolder(), "experiments", `${name}.yaml`);
}

/** Measures the healthy shop at a rate; undefined when it was interrupted. Says it, too. */
async function tryOut(ratePerS: number, runsFolder: string, context: CommandContext): Promise<Trial | undefined> {
  const { executeRun } = await import("../../assembly/execute-run.ts");
  const file = fileOf(runs[0].name);
  const prepared = await preparePlan(file, { on: "local", var: rateVariable(ratePerS) }, context);
  const input = { ...prepared, plan: withoutFaults(prepared.plan), runsFolder, listener: () => undefined };
  const { result } = await executeRun(input, context);
  if (context.signal.aborted) return undefined;
  if (result.stop?.kind === "broken") throw new TrialBrokenError(result.stop);
  const trial = { shoppers: result.signals.shoppers?.baseline, scheduleLagMs: result.harness.scheduleLagMs.p99 };
  context.out(`  ${ratePerS}/s: ${trialInWords(trial)}`);
  return trial;
}

function trialInWords(trial: Trial): string {
  const { shoppers, scheduleLagMs } = trial;
  if (shoppers === undefined) return "not measured";
  const answers = `p95 ${latency(shoppers.p95Ms)}, errors ${percent(shoppers.errorRate)}`;
  return `${answers}, sent ${latency(scheduleLagMs)} late (p99): ${HELD[holds(trial)]}`;
}

/** The healthy system alone, as long as it takes to see how it does. */
function withoutFaults(plan: Plan): Plan {
  const phases = { warmUpMs: 1500, baselineMs: 3000, faultMs: 0, recoveryMs: 0 };
  const nothing = { faults: [], abort: [], expect: [] };
  const name = "demo-rate";
  const title = "How the healthy shop does at a rate";
  return {
    ...plan,
    faults: [],
    warnings: [],
    totalMs: 4500,
    experiment: { ...plan.experiment, ...nothing, name, title, phases },
  };
}

function rateVariable(ratePerS: number): Readonly<Record<string, string>> {
  return { SHOPPERS_RATE: `${ratePerS}/s` };
}

async function runOne(file: string, ratePerS: number, runsFolder: string, context: CommandContext): Promise<RunResult> {
  const { executeRun } = await import("../../assembly/execute-run.ts");
  const { openRunView } = await import("./run-view.ts");
  const prepared = await preparePlan(file, { on: "local", var: rateVariable(ratePerS) }, context);
  context.out(`brownout run ${relative(process.cwd(), file)} --var SHOPPERS_RATE=${ratePerS}/s`);
  const view = openRunView(context, "stdout");
  const input = { ...prepared, runsFolder, listener: view.listener };
  const executed = await executeRun(input, context).finally(view.close);
  await writePageBeside(executed, context);
  return executed.result;
}
