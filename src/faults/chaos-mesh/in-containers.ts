import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import type { ChaosSpec } from "./chaos-kind.ts";

/** The key of kinds that act in containers of a pod. */
export const containersKey = {
  containers: z
    .array(textSchema.min(1).max(63))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: "Names of the pod's containers that it is in; default: the first" }),
};

export interface ContainersParams {
  readonly containers?: readonly string[] | undefined;
}

export function inContainers({ containers }: ContainersParams): ChaosSpec {
  return containers === undefined ? {} : { containerNames: containers };
}
