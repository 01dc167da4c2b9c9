import { Command } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import type { CommandContext } from "./context.ts";
import { addVariableOptions } from "./variable-options.ts";

export function lspCommand(context: CommandContext): Command {
  const command = new Command("lsp")
    .description("Serves editors by the Language Server Protocol, on its standard input and output; starts nothing.")
    .option("--stdio", "says the same; many editors add it by themselves")
    .action(async (options: VariableOptions) => {
      const { serveEditor } = await import("../lsp/serve-editor.ts");
      await serveEditor(options, context);
    });
  return addVariableOptions(command);
}
