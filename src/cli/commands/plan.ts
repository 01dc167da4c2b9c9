import { Command } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type PlatformOptions, preparePlan } from "../../assembly/prepare-plan.ts";
import type { CommandContext } from "./context.ts";
import { addPlatformOption } from "./platform-options.ts";
import { terminalStyle } from "./terminal.ts";
import { addVariableOptions } from "./variable-options.ts";

export function planCommand(context: CommandContext): Command {
  const command = new Command("plan")
    .description("Shows what a run would do, when, and how each fault is taken out again; changes nothing.")
    .argument("<file>", "experiment file")
    .action(async (file: string, options: VariableOptions & PlatformOptions) => {
      const { renderPlan } = await import("../../report/terminal/plan.ts");
      const { plan } = await preparePlan(file, options, context);
      context.out(renderPlan(plan, terminalStyle(context)).join("\n"));
    });
  return addVariableOptions(addPlatformOption(command));
}
