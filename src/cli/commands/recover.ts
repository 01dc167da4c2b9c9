import { Command } from "commander";
import { type ClusterOptions, checkClusterOptions } from "../../assembly/in-cluster.ts";
import { person, recovery } from "../../assembly/recovery.ts";
import { type RunFolder, runFolders } from "../../records/journal/run-folder.ts";
import { summarizeRun } from "../../records/journal/run-summary.ts";
import { forgetRecord } from "../../records/undo/forget-record.ts";
import { type RecoveredRun, recoverRun } from "../../records/undo/recover-run.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { addClusterOptions } from "./cluster-options.ts";
import type { CommandContext } from "./context.ts";
import { recoverCluster } from "./recover-cluster.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";

interface RecoverCommandOptions extends RunsOption, ClusterOptions {
  readonly forget?: string;
  readonly because?: string;
  readonly on?: string;
  readonly forceFinalizers?: true;
}

export function recoverCommand(context: CommandContext): Command {
  const command = new Command("recover")
    .description(
      "Takes out what runs that were killed may have left in, from their journals. May be called at any time.",
    )
    .argument("[run]", "only this run, as `brownout runs` lists it")
    .addOption(runsOption())
    .option("--forget <record>", "gives up one thing of the run that can't be taken out; it may still be in")
    .option("--because <why>", "why it is given up; kept in the run's journal")
    .option("--on <platform>", "kubernetes: looks in a cluster instead, for what any run left there, by its labels")
    .option(
      "--force-finalizers",
      "lets go of chaos objects that Chaos Mesh doesn't let go of; what it put into pods may stay in them",
    )
    .addHelpText(
      "after",
      "\nExit code: 0 when nothing is left of runs that are gone, 4 when something may still be in; it says what and how to remove it.",
    )
    .action(async (run: string | undefined, options: RecoverCommandOptions) => {
      checkClusterOptions(options);
      checkForget(run, options);
      const allOut = await (options.on === undefined
        ? recoverRuns(run, options, context)
        : recoverCluster(options, context));
      if (!allOut) context.exitCode(exitCodes.undoIncomplete);
    });
  return addClusterOptions(command);
}

function checkForget(run: string | undefined, { on, forget, because }: RecoverCommandOptions): void {
  if (run !== undefined && on !== undefined) {
    throw new UsageError({ message: "--on looks for what any run left: it takes no run" });
  }
  if (forget === undefined && because === undefined) return;
  if (run === undefined || forget === undefined || because === undefined) {
    throw new UsageError({
      message: "giving something up needs the run, --forget RECORD, and --because WHY",
      hint: "`brownout recover RUN` says what may still be in and the command against it: try that first.",
    });
  }
}

async function recoverRuns(
  run: string | undefined,
  options: RecoverCommandOptions,
  context: CommandContext,
): Promise<boolean> {
  const folders = (await runFolders(options.runs)).filter(({ id }) => run === undefined || id === run);
  const [first] = folders;
  if (run !== undefined && first === undefined) {
    throw new UsageError({ message: `there is no run ${run} in ${options.runs}`, hint: "`brownout runs` lists them" });
  }
  const after: RunAfter[] = [];
  for (const folder of folders) {
    const one = await recoverOne(folder, options, context);
    after.push(one === "left" && (await forgetOne(folder, options, context)) ? "forgotten" : one);
  }
  if (after.includes("left")) return false;
  const living = after.filter((each) => each === "living").length;
  const given = after.filter((each) => each === "forgotten").length;
  const but = given === 0 ? "" : `; given up, and maybe in, something of ${given} (\`brownout runs --json\` lists it)`;
  const looked = `looked at ${folders.length} runs in ${options.runs}${but}`;
  if (living === 0) context.out(`nothing is left in: ${looked}`);
  else context.out(`nothing is left of runs that are gone: ${looked}; left alone, as their runners live: ${living}`);
  return true;
}

/** Gives up the record that `--forget` names; tells whether nothing of the run is left to take out then. */
async function forgetOne(
  folder: RunFolder,
  { forget, because }: RecoverCommandOptions,
  context: CommandContext,
): Promise<boolean> {
  if (forget === undefined || because === undefined) return false;
  const by = person();
  const { what, manual } = await forgetRecord(folder, { record: forget, by, why: because }, context.clock);
  context.out(`${folder.id}: gave up ${what}: it may still be in\n  by hand: ${manual}`);
  return (await summarizeRun(folder.journalPath)).pending.size === 0;
}

/**
 * The state of a run's faults afterwards: nothing is in, what somebody gave up, what its own runner has in and takes
 * out, or what somebody must see to.
 */
type RunAfter = "out" | "forgotten" | "living" | "left";

async function recoverOne(
  folder: RunFolder,
  options: RecoverCommandOptions,
  context: CommandContext,
): Promise<RunAfter> {
  const { clock } = context;
  try {
    const forced = { forceFinalizers: options.forceFinalizers ?? false };
    const recovered = await recoverRun(folder, recovery(clock, forced));
    return tell(folder.id, recovered, context);
  } catch (error) {
    // One journal that can't be read must not keep the other runs from being recovered.
    if (!(error instanceof BrownoutError)) throw error;
    context.err(`${folder.id}: something may still be in: ${error.message}`);
    if (error.hint !== undefined) context.err(`  ${error.hint}`);
    return "left";
  }
}

function tell(id: string, recovered: RecoveredRun, context: CommandContext): RunAfter {
  if (recovered.outcome === "clean") return recovered.forgotten.length > 0 ? "forgotten" : "out";
  if (recovered.outcome === "held") {
    const { role, process } = recovered.holder;
    context.err(`${id}: left alone, it is in the hands of its ${role}, process ${process.pid}`);
    return role === "runner" ? "living" : "left";
  }
  for (const record of recovered.undone) context.out(`${id}: took out ${record.what}`);
  for (const { record, why } of recovered.left) {
    context.err(`${id}: this may still be in: ${record.what}: ${why}\n  by hand: ${record.manual}`);
    context.err(`  where nothing helps: brownout recover ${id} --forget ${record.id} --because WHY`);
  }
  if (recovered.unrecorded !== undefined) {
    context.err(`${id}: its journal doesn't say so: ${recovered.unrecorded.message}`);
  }
  return recovered.left.length === 0 ? "out" : "left";
}
