import { Argument, Command } from "commander";
import { bashCompletion } from "../completion/bash.ts";
import { completedCommands } from "../completion/completed-command.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import type { CommandContext } from "./context.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

const HELP = `
bash: source <(brownout completion bash)                                     in ~/.bashrc
zsh:  source <(brownout completion zsh)                                      in ~/.zshrc, behind compinit
fish: brownout completion fish > ~/.config/fish/completions/brownout.fish`;

/** @param makeProgram makes the command line with all of its commands, which is what is completed */
export function completionCommand(context: CommandContext, makeProgram: () => Promise<Command>): Command {
  return new Command("completion")
    .description("Prints a script by which a shell completes commands, options and their values.")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(scripts)))
    .addHelpText("after", HELP)
    .action(async (shell: keyof typeof scripts) => {
      context.deliver(scripts[shell](completedCommands(await makeProgram())));
    });
}
