import { Command } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type PlatformOptions, preparePlan } from "../../assembly/prepare-plan.ts";
import { concealer } from "../../files/experiment/concealer.ts";
import type { CommandContext } from "./context.ts";
import { addPlatformOption } from "./platform-options.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { addVariableOptions } from "./variable-options.ts";
import { replaceFiles } from "./write-files.ts";

type PlanOptions = VariableOptions & PlatformOptions & RunsOption & { readonly html?: string; readonly json?: true };

export function planCommand(context: CommandContext): Command {
  const command = new Command("plan")
    .description("Shows what a run would do, when, and how each fault is taken out again; changes nothing.")
    .argument("<file>", "experiment file")
    .option("--html <file>", "writes a page with the same in prose, too")
    .addOption(runsOption())
    .option("--json", "prints it as JSON")
    .action(async (file: string, { html, json, ...options }: PlanOptions) => {
      const { plan, concealed } = await preparePlan(file, options, context);
      if (html !== undefined) {
        const { renderPlanPage } = await import("../../report/html/plan-page.ts");
        replaceFiles([{ path: html, text: renderPlanPage(plan, concealer(concealed)) }]);
      }
      if (json) {
        const { renderPlanJson } = await import("../../report/plan-json.ts");
        return context.deliver(renderPlanJson(plan, concealer(concealed)));
      }
      const { renderPlan } = await import("../../report/terminal/plan.ts");
      context.out(renderPlan(plan, terminalStyle(context)).join("\n"));
    });
  return addVariableOptions(addPlatformOption(command));
}
