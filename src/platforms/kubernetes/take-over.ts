import type { Cluster } from "../../clients/cluster/cluster.ts";
import { CHANGED_BY } from "../../clients/cluster/labels.ts";
import { workloadKinds } from "../../clients/cluster/workload.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { NamespaceBusyError } from "./kubernetes-errors.ts";
import { busy, isAlive, readLease } from "./lease.ts";
import type { Leftover, NamespaceRecoverer } from "./recover-namespace.ts";

export interface TakeOverOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly recover: NamespaceRecoverer;
}

/**
 * Takes out what a run that was killed left in a namespace. Does nothing where none did, or another run holds it.
 * @returns what is out now
 * @throws NamespaceBusyError when something can't be taken out
 */
export async function takeOverIfLeft(options: TakeOverOptions, clock: Clock): Promise<readonly Leftover[]> {
  const { cluster, namespace } = options;
  const lease = await readLease(cluster, namespace);
  if (lease !== undefined && isAlive(lease, cluster, clock)) return [];
  // Somebody may have deleted the lease alone.
  return lease !== undefined || (await isChanged(options)) ? takeOver(options) : [];
}

/**
 * Takes a namespace over that nobody holds.
 * @throws NamespaceBusyError when another run was faster, or something can't be taken out
 */
async function takeOver({ cluster, namespace, recover }: TakeOverOptions): Promise<readonly Leftover[]> {
  const { held, undone, left } = await recover(cluster, namespace);
  if (held !== undefined) throw busy(namespace, held.holder);
  const [first] = left;
  if (first === undefined) return undone;
  throw new NamespaceBusyError({
    message: `a run that is gone, ${first.runId}, left something in ${namespace}: ${first.record.what}: ${first.why}`,
    hint: `By hand: ${first.record.manual}`,
  });
}

/** Tells whether a fault of some run is on a workload. */
async function isChanged({ cluster, namespace }: TakeOverOptions): Promise<boolean> {
  for (const kind of workloadKinds) {
    for await (const _ of cluster.list({ ...kind, namespace, labels: CHANGED_BY })) return true;
  }
  return false;
}
