import { z } from "zod";
import type { ResourceLimits } from "../../clients/engine/container.ts";
import type { ContainerKind } from "./container-kind.ts";

/** Microseconds; what engines take where nobody says another one. */
const PERIOD_US = 100_000;

interface CpuParams {
  /** Processors. */
  readonly limit: number;
}

export const cpu: ContainerKind<CpuParams> = {
  type: "cpu",
  targets: "service",
  summary: "Limits how much processor time replicas get.",
  params: z.strictObject({
    limit: z
      .number()
      .min(0.01)
      .max(1024)
      .meta({ description: "Processors: 0.5 is half of one", examples: [0.5] }),
  }),
  explain: ({ limit }) => ({
    does: `leaves the container ${limit} of a processor`,
    undo: "gives it back what it had",
    proof: "the kernel counts the periods in which it held the container back",
  }),
  prepare({ state: { limits } }) {
    const { nanoCpus, cpuQuota, cpuPeriod } = limits;
    return { cpu: { nanoCpus, cpuQuota, cpuPeriod } };
  },
  inject: ({ container, params, found }) => container.limitCpu(limitOf(params.limit, found.cpu?.nanoCpus ?? 0)),
  async verify({ container, name, throttledBefore, params: { limit } }) {
    const left = processorsOf((await container.read())?.limits);
    if (Math.abs(left - limit) > LIMIT_STEP) {
      return {
        took: "false",
        evidence: `${name} isn't limited to ${limit} of a processor: somebody else changed that`,
      };
    }
    const counted = (await container.usage())?.throttledPeriods ?? 0;
    // A container that was started again counts anew.
    const periods = counted < throttledBefore ? counted : counted - throttledBefore;
    if (periods > 0) return { took: "true", evidence: `the kernel held ${name} back in ${periods} periods` };
    return { took: "false", evidence: `${name} never needed more than it was left` };
  },
  manual({ name, found: { cpu: before } }) {
    if (before && before.nanoCpus > 0) return `docker update --cpus ${before.nanoCpus / 1e9} ${name}`;
    return `docker update --cpu-quota ${before?.cpuQuota || -1} ${name}`;
  },
};

/** Engines round to so much. */
const LIMIT_STEP = 0.001;

/** Processors that a container may use; infinite without a limit. */
function processorsOf(limits: ResourceLimits | undefined): number {
  if (limits === undefined) return Number.POSITIVE_INFINITY;
  const { nanoCpus, cpuQuota, cpuPeriod } = limits;
  if (nanoCpus > 0) return nanoCpus / 1e9;
  return cpuQuota > 0 ? cpuQuota / (cpuPeriod || PERIOD_US) : Number.POSITIVE_INFINITY;
}

/** In the terms in which the container was limited before, if it was: an engine takes no others then. */
function limitOf(limit: number, nanoCpusBefore: number): Pick<ResourceLimits, "nanoCpus" | "cpuQuota" | "cpuPeriod"> {
  if (nanoCpusBefore > 0) return { nanoCpus: Math.round(limit * 1e9), cpuQuota: 0, cpuPeriod: 0 };
  return { nanoCpus: 0, cpuQuota: Math.round(limit * PERIOD_US), cpuPeriod: PERIOD_US };
}
