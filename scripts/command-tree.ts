import type { Command } from "commander";
import type { CommandContext } from "../src/cli/commands/context.ts";
import { makeProgram } from "../src/cli/commands/program.ts";
import { systemClock } from "../src/values/clock/system-clock.ts";

/** The whole command line, to be read or parsed; it fails when one of its commands is run. */
export async function commandTree(): Promise<Command> {
  return makeProgram(undefined, contextOfNobody());
}

/** All commands that help lists, each followed by its own. */
export function commandsOf(command: Command): readonly Command[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.filter((one) => one.name() !== "help").flatMap((one) => [one, ...commandsOf(one)]);
}

function contextOfNobody(): CommandContext {
  const none = () => {
    throw new Error("a command was run that was only to be read");
  };
  return {
    out: none,
    deliver: none,
    keptElsewhere: none,
    undelivered: none,
    err: none,
    conceal: none,
    interrupt: none,
    onInterrupt: none,
    exitCode: none,
    clock: systemClock,
    signal: new AbortController().signal,
    terminal: undefined,
  };
}
