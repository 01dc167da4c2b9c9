import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { closeEnvironment } from "../../assembly/confinement/close-environment.ts";
import { type Allowances, readConfinement } from "../../assembly/confinement/confinement.ts";
import type { ClusterOptions } from "../../assembly/in-cluster.ts";
import { UsageError } from "../../values/errors.ts";
import { addClusterOptions } from "./cluster-options.ts";
import { addConfinementOptions } from "./confinement-options.ts";
import type { CommandContext } from "./context.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";

interface McpOptions extends Allowances, RunsOption, Pick<ClusterOptions, "context" | "namespace"> {
  readonly root: string;
  readonly allowRun?: true;
  readonly log: string;
}

export function mcpCommand(context: CommandContext): Command {
  const command = new Command("mcp")
    .description(
      "Serves an agent over the Model Context Protocol, on stdin and stdout: it may validate, plan, explain and read results, and run where that is allowed. Holds experiments as `run --ci` does.",
    )
    .option("--root <folder>", "the folder that agents are held to; all other paths are from there", ".")
    .option("--allow-run", "lets agents run experiments that have limits, one at a time, and never in production")
    .option("--log <file>", "where each call is logged", ".brownout/mcp.log.jsonl")
    .addOption(runsOption())
    .action((options: McpOptions) => mcp(options, context));
  return addConfinementOptions(addClusterOptions(command));
}

async function mcp({ runs, log, ...options }: McpOptions, context: CommandContext): Promise<void> {
  const allowRun = options.allowRun ?? false;
  const root = rootFolder(options.root);
  // Clients start servers wherever they like.
  process.chdir(root);
  const confinement = readConfinement(options, { root, under: "`brownout mcp`" });
  closeEnvironment(process.env, confinement.environment);
  const { context: cluster, namespace } = options;
  const chosen = { ...(cluster !== undefined && { context: cluster }), ...(namespace !== undefined && { namespace }) };
  const logPath = resolve(log);
  const { serve } = await import("../mcp/serve.ts");
  const allowed = allowRun ? "which may run experiments" : "which may run nothing";
  context.err(`serving agents in ${root}, ${allowed}; calls are logged in ${logPath}`);
  await serve({ confinement, allowRun, runs, cluster: chosen }, logPath, context);
}

/** @throws UsageError for what is no folder */
function rootFolder(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError({ message: `--root ${path}: there is no such folder` });
  }
  return realpathSync(path);
}
