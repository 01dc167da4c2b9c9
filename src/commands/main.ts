import { Command, CommanderError } from "commander";
import { systemClock } from "../clock/system-clock.ts";
import { BrownoutError } from "../errors.ts";
import { version } from "../version.ts";
import type { CommandContext } from "./context.ts";
import { terminalOf } from "./terminal.ts";

type MakeCommand = (context: CommandContext) => Command;

/** Every verb and where it is. A verb's module is loaded only when it is called, or when help lists them all. */
const verbs: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  demo: async () => (await import("./demo.ts")).demoCommand,
  validate: async () => (await import("./validate.ts")).validateCommand,
  plan: async () => (await import("./plan.ts")).planCommand,
  run: async () => (await import("./run.ts")).runCommand,
  report: async () => (await import("./report.ts")).reportCommand,
  runs: async () => (await import("./runs.ts")).runsCommand,
  recover: async () => (await import("./recover.ts")).recoverCommand,
  schema: async () => (await import("./schema.ts")).schemaCommand,
  load: async () => (await import("./load.ts")).loadCommand,
  proxy: async () => (await import("./proxy.ts")).proxyCommand,
  guardian: async () => (await import("./guardian.ts")).guardianCommand,
};
const hidden = new Set(["guardian"]);

/** Runs the command line of a process. Resolves with the exit code. */
export async function main(process: NodeJS.Process): Promise<number> {
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
    if (interrupt.signal.aborted) context.err(`${signal}: still taking the faults out; this must not be cut short`);
    interrupt.abort(signal);
  });
  try {
    const program = await makeProgram(process.argv[2], context);
    await program.parseAsync(process.argv);
  } catch (error) {
    exitCode = report(error, context);
  } finally {
    stopListening();
  }
  return exitCode;
}

async function makeProgram(verb: string | undefined, context: CommandContext): Promise<Command> {
  const program = new Command("brownout")
    .description(
      "Chaos tests with a verdict: slow a dependency down under load, judge it live, always take it out again.",
    )
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false });
  const known = verb !== undefined && verb in verbs ? [verb] : Object.keys(verbs);
  for (const name of known) {
    const make = await verbs[name]?.();
    if (make) program.addCommand(make(context).exitOverride(), { hidden: hidden.has(name) });
  }
  return program;
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

/** Tells the person who must act what went wrong. Resolves with the exit code that it means. */
function report(error: unknown, context: CommandContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
  if (error instanceof BrownoutError) {
    context.err(`error (${error.code}): ${error.message}`);
    if (error.hint !== undefined) context.err(`  ${error.hint}`);
    return error.exitCode;
  }
  context.err(`internal error: ${error instanceof Error ? error.stack : error}`);
  context.err("  This is a defect of brownout; please report it with the lines above.");
  return 70;
}
