import { z } from "zod";
import { shareSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosKind, percentText, provesChaos, removesChaos, wholePercent } from "./chaos-kind.ts";
import { type ContainersParams, containersKey, inContainers } from "./in-containers.ts";

interface CpuStressParams extends ContainersParams {
  readonly workers: number;
  readonly load: number;
}

export const cpuStress: ChaosKind<CpuStressParams> = {
  type: "cpu-stress",
  targets: "service",
  mayPressNodes: true,
  summary: "Burns processor time in a container's cgroup, so that what runs there competes for it.",
  params: z.strictObject({
    workers: z.int().min(1).max(8192).default(1).meta({ description: "Threads that burn" }),
    load: shareSchema.prefault(1).meta({ description: "Of a processor, by each worker; whole percent" }),
    ...containersKey,
  }),
  explain: ({ workers, load }) => ({
    does: `burns ${percentText(load)}% of a processor in each of ${workers} workers, in the container's cgroup`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "StressChaos",
  means: "StressChaos cpu",
  spec: (params) => ({
    stressors: { cpu: { workers: params.workers, load: wholePercent(params.load) } },
    ...inContainers(params),
  }),
};
