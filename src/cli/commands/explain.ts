import { Command } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type PlatformOptions, preparePlan } from "../../assembly/prepare-plan.ts";
import type { CommandContext } from "./context.ts";
import { addPlatformOption } from "./platform-options.ts";
import { terminalStyle } from "./terminal.ts";
import { addVariableOptions } from "./variable-options.ts";

export function explainCommand(context: CommandContext): Command {
  const command = new Command("explain")
    .description("Tells in prose what a run would do and what it could show; changes nothing.")
    .argument("<file>", "experiment file")
    .action(async (file: string, options: VariableOptions & PlatformOptions) => {
      const { renderExplanation } = await import("../../report/terminal/explanation.ts");
      const { plan } = await preparePlan(file, options, context);
      context.out(renderExplanation(plan, terminalStyle(context)).join("\n"));
    });
  return addVariableOptions(addPlatformOption(command));
}
