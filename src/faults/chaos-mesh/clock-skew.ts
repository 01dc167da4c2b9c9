import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosKind, goDuration, provesChaos, removesChaos } from "./chaos-kind.ts";
import { type ContainersParams, containersKey, inContainers } from "./in-containers.ts";

interface ClockSkewParams extends ContainersParams {
  readonly by: number;
  readonly direction: "ahead" | "behind";
}

export const clockSkew: ChaosKind<ClockSkewParams> = {
  type: "clock-skew",
  targets: "service",
  summary: "Shifts the clock that a container's processes read; timers go on as they are.",
  params: z.strictObject({
    by: durationSchema({ leastMs: 1 }).meta({ description: "How far" }),
    direction: z.enum(["ahead", "behind"]).default("ahead").meta({ description: "Of the true time" }),
    ...containersKey,
  }),
  explain: ({ by, direction }) => ({
    does: `sets CLOCK_REALTIME ${formatDuration(by)} ${direction} for the container's processes`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "TimeChaos",
  means: "TimeChaos",
  spec: (params) => ({
    timeOffset: `${params.direction === "behind" ? "-" : ""}${goDuration(params.by)}`,
    clockIds: ["CLOCK_REALTIME"],
    ...inContainers(params),
  }),
};
