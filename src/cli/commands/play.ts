import type { Confined } from "../../assembly/confinement/confinement.ts";
import type { ExecutedRun } from "../../assembly/execute-run.ts";
import { unlessInterrupted } from "../../assembly/interrupted.ts";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type PlatformOptions, preparePlan } from "../../assembly/prepare-plan.ts";
import { agreeToProduction, type ProductionOptions } from "./agree-to-production.ts";
import type { CommandContext } from "./context.ts";
import { type OutletOptions, openOutlets } from "./outlet-options.ts";
import type { ReportOption } from "./report-option.ts";
import type { RunsOption } from "./runs-option.ts";
import { isStdoutTaken } from "./write-reports.ts";

export type PlayOptions = VariableOptions &
  Confined &
  PlatformOptions &
  RunsOption &
  OutletOptions &
  ReportOption &
  ProductionOptions & { readonly json?: true };

/** Plans an experiment, asks where it must, and runs it, shown while it goes on. */
export async function play(file: string, options: PlayOptions, context: CommandContext): Promise<ExecutedRun> {
  const [{ executeRun }, { openRunView }] = await Promise.all([
    import("../../assembly/execute-run.ts"),
    import("./run-view.ts"),
  ]);
  const prepared = await preparePlan(file, options, context, async (wired, experiment) => {
    for (const what of await unlessInterrupted(wired.takeOver(experiment), context)) context.err(what);
  });
  const { plan } = prepared;
  if (plan.where !== undefined) context.err(plan.where);
  await agreeToProduction(plan, options, context);
  for (const warning of plan.warnings) context.err(`warning: ${warning}`);
  const outlets = await openOutlets(options, context.clock);
  const view = openRunView(context, isStdoutTaken(options) ? "stderr" : "stdout");
  const input = { ...prepared, runsFolder: options.runs, listener: view.listener, outlets };
  return await executeRun(input, context).finally(() => {
    view.close();
    return outlets?.close();
  });
}
