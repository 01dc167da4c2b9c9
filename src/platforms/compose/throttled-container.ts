import type { Clock } from "../../values/clock/clock.ts";
import type { ContainerReplica } from "../containers/container-replica.ts";
import type { HarnessPart } from "../platform.ts";
import { SampledPart } from "../sampled-part.ts";

/** Less of the time than this is no explanation for anything. */
const WORTH_SAYING = 0.03;

/**
 * The containers that may be held off their processors, because they have a limit; not those of the services that a fault
 * limits.
 */
export function throttledContainers(
  replicas: readonly ContainerReplica[],
  limited: ReadonlySet<string>,
  clock: Clock,
): readonly HarnessPart[] {
  return replicas
    .filter(({ service, state: { limits } }) => !limited.has(service) && (limits.nanoCpus > 0 || limits.cpuQuota > 0))
    .map((replica) => throttledContainer(replica, clock));
}

/** A container, by the share of the time that its limit held it off: what its engine counts, between two looks. */
function throttledContainer({ service, number, container }: ContainerReplica, clock: Clock): HarnessPart {
  let before: { readonly atMs: number; readonly throttledMs: number } | undefined;
  return new SampledPart(`container ${service}${number === 1 ? "" : `-${number}`}`, clock, async () => {
    // An engine that doesn't say leaves it open.
    const usage = await container.usage().catch(() => undefined);
    const now = usage && { atMs: clock.nowMs(), throttledMs: usage.throttledMs };
    const share = before && now && (now.throttledMs - before.throttledMs) / (now.atMs - before.atMs);
    before = now;
    return share !== undefined && share >= WORTH_SAYING ? { waiting: Math.min(1, share) } : undefined;
  });
}
