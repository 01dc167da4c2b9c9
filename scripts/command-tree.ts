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
  return ownCommands(command).flatMap((one) => [one, ...commandsOf(one)]);
}

/** The commands that help lists right beneath one. */
export function ownCommands(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== "help");
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
