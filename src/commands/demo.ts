import { join, relative } from "node:path";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { RunResult, Verdict } from "../history/result.ts";
import { packageFolder } from "../os/own-files.ts";
import type { CommandContext } from "./context.ts";
import { preparePlan } from "./prepare-plan.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";

/** The two experiments of the demo, and how each is documented to end. */
const runs: readonly { readonly name: string; readonly ends: Verdict }[] = [
  { name: "pricing-slow-unprotected", ends: "aborted" },
  { name: "pricing-slow-protected", ends: "pass" },
];

export function demoCommand(context: CommandContext): Command {
  return new Command("demo")
    .description("Makes pricing slow in a shop without protection and in one with it, and compares the two.")
    .addOption(runsOption())
    .addHelpText("after", "\nExit code: 0 when both runs ended as documented, 1 when one did not.")
    .action((options: RunsOption) => demo(options.runs, context));
}

async function demo(runsFolder: string, context: CommandContext): Promise<void> {
  const { renderComparison } = await import("../report/terminal/comparison.ts");
  const { renderResult } = await import("../report/terminal/summary.ts");
  const results: RunResult[] = [];
  for (const { name } of runs) {
    if (context.signal.aborted) return;
    const result = await runOne(join(packageFolder(), "experiments", `${name}.yaml`), runsFolder, context);
    context.out(`${renderResult(result, terminalStyle(context)).join("\n")}\n`);
    results.push(result);
  }
  context.out(renderComparison(results, terminalStyle(context)).join("\n"));
  const asDocumented = runs.every(({ ends }, index) => results[index]?.verdict === ends);
  context.exitCode(asDocumented ? exitCodes.pass : exitCodes.fail);
}

async function runOne(file: string, runsFolder: string, context: CommandContext): Promise<RunResult> {
  const { executeRun } = await import("./execute-run.ts");
  const { openRunView } = await import("./run-view.ts");
  const { plan, platform, texts } = await preparePlan(file, { on: "local", var: {} }, context);
  context.out(`brownout run ${relative(process.cwd(), file)}`);
  const view = openRunView(context, "stdout");
  const input = { plan, platform, runsFolder, texts, listener: view.listener };
  const { result } = await executeRun(input, context).finally(view.close);
  return result;
}
