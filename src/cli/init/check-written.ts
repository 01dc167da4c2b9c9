import { loadExperiment } from "../../assembly/load-experiment.ts";
import { faultKinds } from "../../faults/kinds.ts";
import { planOnPaper } from "../../judge/plan/plan-on-paper.ts";
import type { CommandContext } from "../commands/context.ts";

/**
 * Checks an experiment that was written, and says what its plan warns of wherever it runs.
 * @throws ExperimentError, PlanError
 */
export async function checkWritten(file: string, context: CommandContext): Promise<void> {
  const { experiment } = await loadExperiment(file, { var: {} });
  for (const warning of planOnPaper(experiment, faultKinds).warnings) context.err(`warning: ${warning}`);
  context.out(`ok ${file}`);
}
