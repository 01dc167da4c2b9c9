import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosKind, provesChaos } from "./chaos-kind.ts";

interface ContainerKillParams {
  readonly containers: readonly string[];
}

export const containerKill: ChaosKind<ContainerKillParams> = {
  type: "container-kill",
  targets: "service",
  summary: "Kills containers in pods that stay; the kubelet starts them again.",
  params: z.strictObject({
    containers: z
      .array(textSchema.min(1).max(63))
      .min(1)
      .max(20)
      .meta({ description: "Their names in the pod", examples: [["service"]] }),
  }),
  explain: ({ containers }) => ({
    does: `kills ${containers.join(", ")} (SIGKILL) in the pod, once`,
    undo: "nothing: the kubelet starts containers again; deletes the object",
    proof: provesChaos,
  }),
  kind: "PodChaos",
  means: "PodChaos container-kill",
  healsItself: true,
  spec: ({ containers }) => ({ action: "container-kill", containerNames: containers }),
};
