import { Command } from "commander";
import { BrownoutError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { type RunFolder, runFolders } from "../journal/run-folder.ts";
import { type RecoveredRun, recoverRun } from "../undo/recover-run.ts";
import { offlineUndoers } from "../wiring.ts";
import { addClusterOptions, type ClusterOptions, checkClusterOptions } from "./cluster-options.ts";
import type { CommandContext } from "./context.ts";
import { recoverCluster } from "./recover-cluster.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";

interface RecoverCommandOptions extends RunsOption, ClusterOptions {
  readonly on?: string;
  readonly forceFinalizers?: true;
}

const UNDO_DEADLINE_MS = 20_000;
const WAIT_FOR_GUARDIAN_MS = 30_000;

export function recoverCommand(context: CommandContext): Command {
  const command = new Command("recover")
    .description(
      "Takes out what runs that were killed may have left in, from their journals. May be called at any time.",
    )
    .addOption(runsOption())
    .option("--on <platform>", "kubernetes: looks in a cluster instead, for what any run left there, by its labels")
    .option(
      "--force-finalizers",
      "lets go of chaos objects that Chaos Mesh doesn't let go of; what it put into pods may stay in them",
    )
    .addHelpText(
      "after",
      "\nExit code: 0 when nothing is left of runs that are gone, 4 when something may still be in; it says what and how to remove it.",
    )
    .action(async (options: RecoverCommandOptions) => {
      checkClusterOptions(options);
      const allOut = await (options.on === undefined ? recoverRuns : recoverCluster)(options, context);
      if (!allOut) context.exitCode(exitCodes.undoIncomplete);
    });
  return addClusterOptions(command);
}

async function recoverRuns(options: RecoverCommandOptions, context: CommandContext): Promise<boolean> {
  const folders = await runFolders(options.runs);
  const after: RunAfter[] = [];
  for (const folder of folders) after.push(await recoverOne(folder, options, context));
  if (after.includes("left")) return false;
  const living = after.filter((each) => each === "living").length;
  const looked = `looked at ${folders.length} runs in ${options.runs}`;
  if (living === 0) context.out(`nothing is left in: ${looked}`);
  else context.out(`nothing is left of runs that are gone: ${looked}; left alone, as their runners live: ${living}`);
  return true;
}

/** Whether something of a run may be in: nothing, what its own runner has in and takes out, or what somebody must see to. */
type RunAfter = "out" | "living" | "left";

async function recoverOne(
  folder: RunFolder,
  options: RecoverCommandOptions,
  context: CommandContext,
): Promise<RunAfter> {
  const { clock } = context;
  try {
    const recovered = await recoverRun(folder, {
      by: "recover",
      clock,
      undoers: offlineUndoers(clock, { forceFinalizers: options.forceFinalizers ?? false }),
      deadlineMs: UNDO_DEADLINE_MS,
      waitMs: WAIT_FOR_GUARDIAN_MS,
    });
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
  if (recovered.outcome === "clean") return "out";
  if (recovered.outcome === "held") {
    const { role, process } = recovered.holder;
    context.err(`${id}: left alone, it is in the hands of its ${role}, process ${process.pid}`);
    return role === "runner" ? "living" : "left";
  }
  for (const record of recovered.undone) context.out(`${id}: took out ${record.what}`);
  for (const { record, why } of recovered.left) {
    context.err(`${id}: this may still be in: ${record.what}: ${why}\n  by hand: ${record.manual}`);
  }
  if (recovered.unrecorded !== undefined) {
    context.err(`${id}: its journal doesn't say so: ${recovered.unrecorded.message}`);
  }
  return recovered.left.length === 0 ? "out" : "left";
}
