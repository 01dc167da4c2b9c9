import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { isAlive, type Lease, readLease } from "./lease.ts";

/** Life of the run that holds a namespace: it has renewed its lease, or let it run out. */
export type HolderLife = "lives" | "gone" | "unknown";

const LOOK_EVERY_MS = 1000;
/** Twice as long as a lease of a run's lasts; somebody may have written a longer one. */
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Watches a lease that hasn't run out until it tells whether its holder lives: a run that does renews it every few seconds.
 * @throws the signal's reason
 */
export async function watchHolder(
  lease: Lease,
  { cluster, namespace }: { readonly cluster: Cluster; readonly namespace: string },
  clock: Clock,
  signal: AbortSignal,
): Promise<HolderLife> {
  const look = async () => {
    const now = await readLease(cluster, namespace, signal);
    if (now === undefined || !isAlive(now, cluster, clock)) return "gone";
    return now.uid !== lease.uid || now.untilMs > lease.untilMs ? "lives" : undefined;
  };
  const polling = { clock, everyMs: LOOK_EVERY_MS, withinMs: GIVE_UP_AFTER_MS, signal };
  return (await pollUntil<HolderLife>(look, polling)) ?? "unknown";
}
