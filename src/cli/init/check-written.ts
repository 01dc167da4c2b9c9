import { loadExperiment } from "../../assembly/load-experiment.ts";
import { faultKinds } from "../../faults/kinds.ts";
import { planOnPaper } from "../../judge/plan/plan-on-paper.ts";
import type { CommandContext } from "../commands/context.ts";

/**
 * Checks a file that was written as `validate` does, and says what that warns of.
 * @throws ExperimentError, PlanError
 */
export async function checkWritten(file: string, context: CommandContext): Promise<void> {
  const { experiment } = await loadExperiment(file, { var: {} });
  for (const warning of planOnPaper(experiment, faultKinds).warnings) context.err(`warning: ${warning}`);
  context.out(`ok ${file}`);
}
