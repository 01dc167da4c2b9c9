import { z } from "zod";
import { sizeSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosKind, provesChaos, removesChaos } from "./chaos-kind.ts";
import { type ContainersParams, containersKey, inContainers } from "./in-containers.ts";

interface MemoryStressParams extends ContainersParams {
  readonly workers: number;
  /** Bytes, by each worker. */
  readonly size: number;
}

export const memoryStress: ChaosKind<MemoryStressParams> = {
  type: "memory-stress",
  targets: "service",
  mayPressNodes: true,
  summary: "Takes memory in a container's cgroup; what goes beyond its limit is ended by the kernel.",
  params: z.strictObject({
    size: sizeSchema.meta({ description: "By each worker", examples: ["256MB"] }),
    workers: z.int().min(1).max(8192).default(1).meta({ description: "Processes that take it" }),
    ...containersKey,
  }),
  explain: ({ size, workers }) => ({
    does: `takes ${(size / 1e6).toFixed(1)} MB in each of ${workers} workers, in the container's cgroup`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "StressChaos",
  means: "StressChaos memory",
  spec: (params) => ({
    stressors: { memory: { workers: params.workers, size: `${params.size}B` } },
    ...inContainers(params),
  }),
};
