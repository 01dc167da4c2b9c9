import { Command } from "commander";
import { unlessInterrupted } from "../../assembly/interrupted.ts";
import type { PreparedPlan } from "../../assembly/prepare-plan.ts";
import { faultKinds } from "../../faults/kinds.ts";
import { formatDuration } from "../../files/experiment/duration.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { targetName } from "../../files/experiment/fault-spec.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import type { RunResult } from "../../judge/history/result.ts";
import { UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { addFaultOptions, type Flags, readFault } from "../inject/fault-options.ts";
import { optionValue } from "../inject/option-value.ts";
import { type Place, placeOf, waysFor } from "../inject/ways.ts";
import { agreeToProduction } from "./agree-to-production.ts";
import type { CommandContext } from "./context.ts";
import { runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";

/** As long as a fault can be in; with a command it ends before. */
const LONGEST_MS = 24 * 3_600_000;

export function injectCommand(context: CommandContext): Command {
  const command = new Command("inject")
    .description("Puts one fault in, without an experiment, and takes it out again whatever happens.")
    .addHelpText("after", HELP);
  for (const kind of faultKinds) {
    if (waysFor(kind.type).length > 0) command.addCommand(kindCommand(kind, context).exitOverride());
  }
  return command;
}

const HELP = `
Exit codes: 0 it was in, as was shown, and is out again; 3 nothing showed that it was in; 4 it may still be in.
With --while the command's own code, unless that is 0 or something may still be in.

  brownout inject latency --on 127.0.0.1:9001=127.0.0.1:8080 --latency 300ms --for 60s
  brownout inject pause --pid 4711 --while 'npm test'`;

function kindCommand(kind: FaultKind, context: CommandContext): Command {
  const ways = waysFor(kind.type);
  const command = new Command(kind.type).description(kind.summary);
  addFaultOptions(command, kind);
  command.option("--on <where>", "an address pair, a proxy, an edge or a service, as below");
  for (const way of ways) way.addOptions(command);
  return command
    .option("--for <duration>", "how long it stays in: 60s, 5m")
    .option("--while <command>", "keeps it in for as long as a line of the shell runs, and ends with its exit code")
    .addOption(runsOption())
    .option("--json", "prints the result as JSON on stdout, and all else on stderr")
    .addHelpText("after", `\nWhere:\n  ${ways.map(({ usage }) => usage).join("\n  ")}`)
    .action((flags: Flags) => inject(kind, flags, context));
}

async function inject(kind: FaultKind, flags: Flags, context: CommandContext): Promise<void> {
  const { interpretSchemas } = await import("../../files/interpret-schemas.ts");
  interpretSchemas();
  const durationMs = lengthOf(flags);
  const place = placeOf(kind.type, flags);
  const fault = readFault(kind, flags, place.on, durationMs);
  const title = `${kind.type} on ${targetName(place.on)}`;
  const prepared = await plan(
    place,
    { ...WITHOUT_LOAD, name: `inject-${kind.type}`, title, faults: [fault] },
    String(flags.runs),
    context,
  );
  for (const line of [prepared.plan.where, ...prepared.plan.warnings.map((one) => `warning: ${one}`)]) {
    if (line !== undefined) context.err(line);
  }
  await agreeToProduction(prepared.plan, flags, context);
  const { result, path, commandCode } = await execute(prepared, flags, durationMs, context);
  const { renderInjection } = await import("../../report/terminal/injection.ts");
  const print = flags.json === true || flags.while !== undefined ? context.err : context.out;
  for (const line of renderInjection(result, terminalStyle(context))) print(line);
  if (flags.json === true) context.deliver((await import("../../report/json.ts")).renderJson(result, path));
  context.exitCode(exitCodeOf(result, commandCode));
}

/** @throws UsageError when the options don't say how long, or say it twice */
function lengthOf(flags: Flags): number {
  if ((flags.for === undefined) === (flags.while === undefined)) {
    const message =
      flags.for === undefined ? "nothing says when the fault is to come out" : "--for and --while say it twice";
    throw new UsageError({ message, hint: "Say how long (`--for 60s`), or while what runs (`--while 'npm test'`)." });
  }
  if (flags.for === undefined) return LONGEST_MS;
  return optionValue("--for", flags.for, durationSchema({ leastMs: 1 }));
}

/** An experiment with nothing in it but a system and what is put into that. */
const WITHOUT_LOAD = {
  tags: [],
  seed: 1,
  loads: [],
  phases: { warmUpMs: 0, baselineMs: 0, faultMs: 0, recoveryMs: 0 },
  steadyState: [],
  abort: [],
  expect: [],
  limits: {},
} as const;

type Injection = Omit<Experiment, "system">;

/** @throws UsageError, of which PlanError is one, where it can't be made there */
async function plan(place: Place, injection: Injection, runs: string, context: CommandContext): Promise<PreparedPlan> {
  const [{ wirePlatform }, { makePlan }, { withReplayedRuns }] = await Promise.all([
    import("../../assembly/wiring.ts"),
    import("../../judge/plan/make-plan.ts"),
    import("../../assembly/replayed-runs.ts"),
  ]);
  const faultMs = Math.max(...injection.faults.map(({ durationMs }) => durationMs));
  const named = { ...injection, phases: { ...injection.phases, faultMs }, system: place.system };
  const source = { path: named.name, text: "{}", hasLines: false } as const;
  const experiment = await withReplayedRuns(named, source, { runs, from: "." });
  const platform = wirePlatform(place.platform, context.clock);
  for (const what of await unlessInterrupted(platform.takeOver(experiment), context)) context.err(what);
  const capabilities = await unlessInterrupted(platform.capabilities(experiment, context.err), context);
  return { plan: makePlan(experiment, capabilities, faultKinds), platform, texts: [], concealed: [] };
}

async function execute(
  prepared: PreparedPlan,
  flags: Flags,
  durationMs: number,
  context: CommandContext,
): Promise<{ readonly result: RunResult; readonly path: string; readonly commandCode: number | undefined }> {
  const [{ executeRun }, { injectionLines }, { runShellCommand }] = await Promise.all([
    import("../../assembly/execute-run.ts"),
    import("../../report/terminal/injection.ts"),
    import("../inject/shell-command.ts"),
  ]);
  const print = flags.json === true || flags.while !== undefined ? context.err : context.out;
  const lines = injectionLines();
  const until = flags.while === undefined ? `for ${formatDuration(durationMs)}` : `while \`${flags.while}\` runs`;
  let commandCode: number | undefined;
  const whileIn = async (signal: AbortSignal) => {
    commandCode = await runShellCommand(String(flags.while), context, signal);
  };
  const { result, folder } = await executeRun(
    {
      ...prepared,
      runsFolder: String(flags.runs),
      listener: (event) => {
        for (const line of lines(event)) print(line);
        if (event.type === "injected")
          print(`          ${until}; Ctrl-C takes it out, and so does its guardian if this process is killed`);
      },
      ...(flags.while === undefined ? {} : { whileIn }),
    },
    context,
  );
  return { result, path: folder.path, commandCode };
}

/** Nothing matters more than what may still be in. A command that failed says so itself; one that passed proves nothing without its fault. */
function exitCodeOf(result: RunResult, commandCode: number | undefined): number {
  if (result.exitCode === exitCodes.undoIncomplete || result.stop?.kind === "interrupted") return result.exitCode;
  return commandCode === undefined || commandCode === 0 ? result.exitCode : commandCode;
}
