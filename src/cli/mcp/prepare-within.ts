import { z } from "zod";
import { checkWithin } from "../../assembly/confinement/within-place.ts";
import { type PreparedPlan, preparePlan } from "../../assembly/prepare-plan.ts";
import type { WiredPlatform } from "../../assembly/wiring.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { NotAllowedError } from "./not-allowed-error.ts";
import type { ToolWorld } from "./tool.ts";

/** The arguments of every tool that reads an experiment. */
export const experimentArguments = {
  file: z.string().min(1).describe("Path of an experiment file, from the server's root folder."),
  variables: z.record(z.string(), z.string()).optional().describe("Variables of the experiment, by name."),
};

/** The arguments of every tool that plans one. */
export const planArguments = z.strictObject({
  ...experimentArguments,
  on: z
    .enum(["local", "compose", "kubernetes", "external"])
    .optional()
    .describe("The platform; default: local, or external where the experiment has no other system."),
});

/**
 * Plans an experiment within the bounds of the server, as a gate does a stranger's.
 * @param before done when the experiment is read and nothing is planned yet
 * @throws ConfinedError, ConfinedFileError, NotAllowedError; what {@link preparePlan} throws
 */
export async function prepareWithin(
  { file, on, variables = {} }: z.infer<typeof planArguments>,
  { bounds, context }: ToolWorld,
  before?: (platform: WiredPlatform, experiment: Experiment) => Promise<void>,
): Promise<PreparedPlan> {
  const { confinement, cluster } = bounds;
  checkWithin(file, confinement);
  const isCluster = on === "kubernetes";
  if (isCluster && cluster.context === undefined) {
    throw new NotAllowedError({
      message: "no cluster was chosen for agents, and they don't choose one themselves",
      hint: "Start `brownout mcp` with --context NAME, a context of the kubeconfig.",
    });
  }
  const place = { ...(on === undefined ? {} : { on }), ...(isCluster ? cluster : {}) };
  return await preparePlan(file, { ...place, var: variables, confinement }, context, before);
}
