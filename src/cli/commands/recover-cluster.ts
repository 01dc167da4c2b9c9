import type { ClusterOptions } from "../../assembly/in-cluster.ts";
import { unlessInterrupted } from "../../assembly/interrupted.ts";
import { clusterRecovery } from "../../assembly/wiring.ts";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import { openNamespace } from "../../platforms/kubernetes/connect.ts";
import { type HolderLife, watchHolder } from "../../platforms/kubernetes/holder-life.ts";
import { isAlive, readLease } from "../../platforms/kubernetes/lease.ts";
import { UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";

interface ClusterNamespace {
  readonly cluster: Cluster;
  readonly namespace: string;
}

/**
 * Takes out what runs that are gone left in a namespace of a cluster. Waits for a run whose lease hasn't run out until
 * that shows whether it lives.
 * @returns whether nothing of theirs is left
 */
export async function recoverCluster(
  options: ClusterOptions & { readonly on?: string; readonly forceFinalizers?: true },
  context: CommandContext,
): Promise<boolean> {
  if (options.on !== "kubernetes") {
    throw new UsageError({
      message: `nothing is looked for on "${options.on}"`,
      hint: "--on takes kubernetes here; without it, recover goes by the journals of all runs.",
    });
  }
  const place = await openNamespace(options, context.clock);
  const life = await unlessInterrupted(lifeOfHolder(place, context), context);
  const recover = clusterRecovery(context.clock, { forceFinalizers: options.forceFinalizers ?? false });
  const { held, undone, left } = await recover(place.cluster, place.namespace);
  for (const { runId, record } of undone) context.out(`${runId}: took out ${record.what}`);
  for (const { runId, record, why } of left) {
    context.err(`${runId}: this may still be in: ${record.what}: ${why}\n  by hand: ${record.manual}`);
  }
  if (held !== undefined && life !== "lives") {
    context.err(
      `this may still be in: what ${held.holder} put in: nothing shows whether it lives\n  Ask again when its lease has run out.`,
    );
    return false;
  }
  if (left.length > 0) return false;
  if (undone.length === 0) await checkIsThere(place);
  const where = `looked at namespace ${place.namespace} of context ${place.cluster.context}`;
  const living = held && `left alone, as it lives and renews its lease: ${held.holder}`;
  context.out(["nothing is left of runs that are gone", where, ...(living ? [living] : [])].join("; "));
  return true;
}

/** A lease that hasn't run out is of a run that lives, or was killed less than half a minute ago. */
async function lifeOfHolder({ cluster, namespace }: ClusterNamespace, context: CommandContext): Promise<HolderLife> {
  const { clock, signal } = context;
  const lease = await readLease(cluster, namespace, signal);
  if (lease === undefined || !isAlive(lease, cluster, clock)) return "gone";
  context.err(`${namespace} is held by ${lease.holder}: waiting until it renews its lease, or that has run out`);
  return watchHolder(lease, { cluster, namespace }, clock, signal);
}

/** Only after all else: what was done to nodes outlives the namespace. */
async function checkIsThere({ cluster, namespace }: ClusterNamespace): Promise<void> {
  if ((await cluster.get({ apiVersion: "v1", kind: "Namespace", name: namespace })) !== undefined) return;
  throw new UsageError({
    message: `context ${cluster.context} has no namespace ${namespace}, so nothing is left in it`,
    hint: `If it isn't misspelt, it is gone with all that runs left there; \`kubectl --context ${cluster.context} get namespaces\` lists those that there are.`,
  });
}
