import { z } from "zod";
import { checkWithin } from "../../../assembly/confinement/within-place.ts";
import { validateExperiment } from "../../commands/validate-experiment.ts";
import { experimentArguments } from "../prepare-within.ts";
import { agentTool } from "../tool.ts";

export const validateTool = agentTool({
  name: "validate",
  description:
    "Checks an experiment file and the graph that it names, wherever it would be run. Gives every mistake at once, by line and column.",
  hints: { readOnlyHint: true, destructiveHint: false, openWorldHint: false },
  schema: z.strictObject(experimentArguments),
  async call({ file, variables = {} }, { bounds: { confinement } }) {
    checkWithin(file, confinement);
    const validated = await validateExperiment(file, { var: variables, confinement });
    return { json: JSON.stringify([validated], undefined, 2) };
  },
});
