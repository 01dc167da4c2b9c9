import { Command } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type PlatformOptions, preparePlan } from "../../assembly/prepare-plan.ts";
import { concealer } from "../../files/experiment/concealer.ts";
import type { CommandContext } from "./context.ts";
import { addPlatformOption } from "./platform-options.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { addVariableOptions } from "./variable-options.ts";

type ExplainOptions = VariableOptions & PlatformOptions & RunsOption & { readonly json?: true };

export function explainCommand(context: CommandContext): Command {
  const command = new Command("explain")
    .description("Tells in prose what a run would do and what it could show; changes nothing.")
    .argument("<file>", "experiment file")
    .addOption(runsOption())
    .option("--json", "prints it as JSON")
    .action(async (file: string, { json, ...options }: ExplainOptions) => {
      const { plan, concealed } = await preparePlan(file, options, context);
      if (json) {
        const { renderExplanationJson } = await import("../../report/explanation/explanation-json.ts");
        return context.deliver(renderExplanationJson(plan, concealer(concealed)));
      }
      const { renderExplanation } = await import("../../report/terminal/explanation.ts");
      context.out(renderExplanation(plan, terminalStyle(context)).join("\n"));
    });
  return addVariableOptions(addPlatformOption(command));
}
