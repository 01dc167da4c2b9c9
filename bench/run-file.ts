import { executeRun } from "../src/assembly/execute-run.ts";
import { preparePlan } from "../src/assembly/prepare-plan.ts";
import type { CommandContext } from "../src/cli/commands/context.ts";
import type { RunResult } from "../src/judge/history/result.ts";
import type { RunListener } from "../src/run/recorder.ts";
import { systemClock } from "../src/values/clock/system-clock.ts";

const quietContext: Omit<CommandContext, "signal"> = {
  out: () => undefined,
  deliver: () => undefined,
  keptElsewhere: () => undefined,
  undelivered: () => undefined,
  conceal: () => undefined,
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
  clock: systemClock,
  interrupt: () => undefined,
  onInterrupt: () => () => undefined,
  exitCode: () => undefined,
  terminal: undefined,
};

/** Runs an experiment file as `brownout run` does, and says nothing. */
export async function runFile(
  file: string,
  on: string,
  runsFolder: string,
  listener: RunListener = () => undefined,
): Promise<RunResult> {
  const context = { ...quietContext, signal: new AbortController().signal };
  const prepared = await preparePlan(file, { on, var: {} }, context);
  return (await executeRun({ ...prepared, runsFolder, listener }, context)).result;
}
