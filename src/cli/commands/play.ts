import type { Confined } from "../../assembly/confinement/confinement.ts";
import type { ExecutedRun } from "../../assembly/execute-run.ts";
import { unlessInterrupted } from "../../assembly/interrupted.ts";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type PlatformOptions, preparePlan } from "../../assembly/prepare-plan.ts";
import type { RunEvent } from "../../judge/history/event.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import type { RunListener } from "../../run/recorder.ts";
import { agreeToProduction, type ProductionOptions } from "./agree-to-production.ts";
import type { CommandContext } from "./context.ts";
import { fittedRows } from "./fitted-rows.ts";
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

/** Things that somebody has to say of a run that isn't the experiment's own. */
export interface PlayHooks {
  /** Makes another plan of the experiment's. */
  planned(plan: Plan): Plan;
  readonly listener: RunListener;
  /** Tells whether people are shown an event of it. */
  isShown(event: RunEvent): boolean;
}

/** Plans an experiment, asks where it must, and runs it, shown while it goes on. */
export async function play(
  file: string,
  options: PlayOptions,
  context: CommandContext,
  hooks?: PlayHooks,
): Promise<ExecutedRun> {
  const [{ executeRun }, { openRunView }] = await Promise.all([
    import("../../assembly/execute-run.ts"),
    import("./run-view.ts"),
  ]);
  const prepared = await preparePlan(file, options, context, async (wired, experiment) => {
    for (const what of await unlessInterrupted(wired.takeOver(experiment), context)) context.err(what);
  });
  const plan = hooks?.planned(prepared.plan) ?? prepared.plan;
  if (plan.where !== undefined) context.err(plan.where);
  await agreeToProduction(plan, options, context);
  const warnings = plan.warnings.map((warning) => `warning: ${warning}`);
  for (const row of fittedRows(warnings, context)) context.err(row);
  const outlets = await openOutlets(options, context.clock);
  const view = openRunView(context, isStdoutTaken(options) ? "stderr" : "stdout");
  const listener: RunListener = (event, state) => {
    hooks?.listener(event, state);
    if (hooks?.isShown(event) ?? true) view.listener(event, state);
  };
  const input = { ...prepared, plan, runsFolder: options.runs, listener, outlets };
  return await executeRun(input, context).finally(() => {
    view.close();
    return outlets?.close();
  });
}
