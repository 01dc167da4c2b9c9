import { Concealment } from "../../files/experiment/concealment.ts";
import { systemClock } from "../../values/clock/system-clock.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { version } from "../../values/version.ts";
import type { CommandContext } from "./context.ts";
import { isReaderGone, Output } from "./output.ts";
import { terminalOf } from "./terminal.ts";
import type { UndeliveredError } from "./undelivered-error.ts";

/** Pattern of the codes of commander's errors; it is not loaded here, so that `--version` is fast. */
const USAGE_ERROR = /^commander\./;

/** Runs the command line of a process. Resolves with the exit code. */
export async function main(process: NodeJS.Process): Promise<number> {
  const [, , verb] = process.argv;
  let exitCode: number = exitCodes.pass;
  const interrupt = new AbortController();
  const onReaderGone = () => interrupt.abort("SIGTERM");
  const output = new Output(process.stdout, onReaderGone);
  process.stderr.on("error", (error) => {
    // The exit code says it, too, where words have no place.
    if (isReaderGone(error, process.stderr)) onReaderGone();
  });
  const concealment = new Concealment();
  const abortByInterrupt = () => interrupt.abort("SIGINT");
  let onInterrupt = abortByInterrupt;
  const undelivered: UndeliveredError[] = [];
  const context: CommandContext = {
    out: (text) => output.write(`${concealment.conceal(text)}\n`),
    deliver: (text) => output.writeWhole(`${text}\n`),
    keptElsewhere: (hint) => output.keptElsewhere(hint),
    undelivered: (error) => void undelivered.push(error),
    err: (text) => void process.stderr.write(`${concealment.conceal(text)}\n`),
    conceal: (how) => concealment.add(how),
    clock: systemClock,
    signal: interrupt.signal,
    interrupt: () => onInterrupt(),
    onInterrupt: (listener) => {
      onInterrupt = listener;
      return () => {
        onInterrupt = abortByInterrupt;
      };
    },
    exitCode: (code) => {
      exitCode = code;
    },
    terminal: terminalOf(process, (text) => output.write(text)),
  };
  const stopListening = onSignals(process, (signal) => {
    if (interrupt.signal.aborted)
      context.err(`${signal}: already ending; what a run put in is taken out first, and that must not be cut short`);
    if (signal === "SIGINT") onInterrupt();
    else interrupt.abort(signal);
  });
  process.once("uncaughtException", async (error) => process.exit(await report(error, context)));
  try {
    if (verb === "--version") context.deliver(version);
    else await runVerb(verb, process.argv, context);
  } catch (error) {
    exitCode = worse(exitCode, await report(error, context));
  } finally {
    stopListening();
  }
  const unprinted = await output.finish();
  if (unprinted !== undefined) undelivered.push(unprinted);
  for (const error of undelivered) exitCode = worse(exitCode, await report(error, context));
  return exitCode;
}

/** Exit codes that no error takes the place of, from the one that weighs most; docs/ci.md says why. */
const WEIGHTIEST: readonly number[] = [
  exitCodes.undoIncomplete,
  exitCodes.SIGINT,
  exitCodes.SIGTERM,
  exitCodes.internal,
];

/** The exit code where an error came after another one was set. That may be any: `inject` has those of others' commands. */
function worse(before: number, code: number): number {
  return WEIGHTIEST.find((one) => one === before || one === code) ?? code;
}

async function runVerb(verb: string | undefined, argv: readonly string[], context: CommandContext): Promise<void> {
  const { makeProgram } = await import("./program.ts");
  await (await makeProgram(verb, context)).parseAsync(argv);
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

/** Tells the person who must act what went wrong. Returns the exit code that it means. */
async function report(error: unknown, context: CommandContext): Promise<number> {
  if (isUsageError(error)) return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  if (error instanceof BrownoutError) {
    const { fittedRows } = await import("./fitted-rows.ts");
    const said = `error (${error.code}): ${error.message}${error.hint === undefined ? "" : `\n  ${error.hint}`}`;
    context.err(fittedRows(said.split("\n"), context).join("\n"));
    return error.exitCode;
  }
  context.err(`internal error: ${error instanceof Error ? error.stack : error}`);
  context.err("  This is a defect of brownout; please report it with the lines above.");
  return exitCodes.internal;
}

/** Commander has told the user already. */
function isUsageError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && "exitCode" in error && "code" in error && USAGE_ERROR.test(String(error.code));
}
