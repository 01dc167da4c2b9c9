import type { Command } from "commander";
import type { CommandContext } from "../../src/cli/commands/context.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";

export interface CommandOutcome {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** Runs a command in this process, on the machine's clock and without a terminal. */
export async function runCommand(
  make: (context: CommandContext) => Command,
  ...args: readonly string[]
): Promise<CommandOutcome> {
  const out: string[] = [];
  const err: string[] = [];
  let exitCode = 0;
  const interrupt = new AbortController();
  const context: CommandContext = {
    out: (text) => void out.push(text),
    deliver: (text) => void out.push(text),
    keptElsewhere: () => undefined,
    undelivered: (error) => {
      throw error;
    },
    conceal: () => undefined,
    err: (text) => void err.push(text),
    clock: systemClock,
    signal: interrupt.signal,
    interrupt: () => interrupt.abort("SIGINT"),
    onInterrupt: () => () => undefined,
    exitCode: (code) => {
      exitCode = code;
    },
    terminal: undefined,
  };
  await make(context).exitOverride().parseAsync(args, { from: "user" });
  return { out: out.join("\n"), err: err.join("\n"), exitCode };
}
