import { systemClock } from "../clock/system-clock.ts";
import { BrownoutError } from "../errors.ts";
import { version } from "../version.ts";
import type { CommandContext } from "./context.ts";
import { terminalOf } from "./terminal.ts";

/** What commander calls its errors; it is not loaded here, so that `--version` is fast. */
const USAGE_ERROR = /^commander\./;

/** Runs the command line of a process. Resolves with the exit code. */
export async function main(process: NodeJS.Process): Promise<number> {
  const [, , verb] = process.argv;
  if (verb === "--version") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  let exitCode = 0;
  const interrupt = new AbortController();
  const context: CommandContext = {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    clock: systemClock,
    signal: interrupt.signal,
    interrupt: () => interrupt.abort("SIGINT"),
    exitCode: (code) => {
      exitCode = code;
    },
    terminal: terminalOf(process),
  };
  const stopListening = onSignals(process, (signal) => {
    if (interrupt.signal.aborted)
      context.err(`${signal}: already ending; what a run put in is taken out first, and that must not be cut short`);
    interrupt.abort(signal);
  });
  onClosedOutput(process, () => interrupt.abort("SIGTERM"));
  try {
    const { makeProgram } = await import("./program.ts");
    await (await makeProgram(verb, context)).parseAsync(process.argv);
  } catch (error) {
    exitCode = report(error, context);
  } finally {
    stopListening();
  }
  return exitCode;
}

/** SIGHUP is what a closed terminal sends: the run must end as it does for SIGTERM. */
function onSignals(process: NodeJS.Process, listener: (signal: "SIGINT" | "SIGTERM") => void): () => void {
  const onInt = () => listener("SIGINT");
  const onTerm = () => listener("SIGTERM");
  process.on("SIGINT", onInt).on("SIGTERM", onTerm).on("SIGHUP", onTerm);
  return () => {
    process.off("SIGINT", onInt).off("SIGTERM", onTerm).off("SIGHUP", onTerm);
  };
}

/** A reader that has gone (`| head`) wants no more, which would end other programs at once; a run still undoes first. */
function onClosedOutput({ stdout, stderr }: NodeJS.Process, listener: () => void): void {
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      listener();
    });
  }
}

/** Tells the person who must act what went wrong. Returns the exit code that it means. */
function report(error: unknown, context: CommandContext): number {
  if (isUsageError(error)) return error.exitCode === 0 ? 0 : 64;
  if (error instanceof BrownoutError) {
    context.err(`error (${error.code}): ${error.message}`);
    if (error.hint !== undefined) context.err(`  ${error.hint}`);
    return error.exitCode;
  }
  context.err(`internal error: ${error instanceof Error ? error.stack : error}`);
  context.err("  This is a defect of brownout; please report it with the lines above.");
  return 70;
}

/** Commander has told the user already. */
function isUsageError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && "exitCode" in error && "code" in error && USAGE_ERROR.test(String(error.code));
}
