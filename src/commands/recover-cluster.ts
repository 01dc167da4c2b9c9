import { UsageError } from "../errors.ts";
import { openNamespace } from "../platform/kubernetes/connect.ts";
import { clusterRecovery } from "../wiring.ts";
import type { ClusterOptions } from "./cluster-options.ts";
import type { CommandContext } from "./context.ts";

const IF_KILLED =
  "Where that was killed: its hold ends half a minute later, so ask again then; `brownout recover` on its machine needn't wait.";

/** Takes out what runs that are gone left in a namespace of a cluster. Whether nothing of theirs is left. */
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
  const { cluster, namespace } = await openNamespace(options, context.clock);
  const recover = clusterRecovery(context.clock, { forceFinalizers: options.forceFinalizers ?? false });
  const { held, undone, left } = await recover(cluster, namespace);
  if (held !== undefined) context.err(`left alone, it is in the hands of ${held.holder}\n  ${IF_KILLED}`);
  for (const { runId, record } of undone) context.out(`${runId}: took out ${record.what}`);
  for (const { runId, record, why } of left) {
    context.err(`${runId}: this may still be in: ${record.what}: ${why}\n  by hand: ${record.manual}`);
  }
  if (left.length > 0) return false;
  // Only now: what was done to nodes outlives the namespace.
  if (
    undone.length === 0 &&
    (await cluster.get({ apiVersion: "v1", kind: "Namespace", name: namespace })) === undefined
  ) {
    throw new UsageError({
      message: `context ${cluster.context} has no namespace ${namespace}, so nothing is left in it`,
      hint: `If it isn't misspelt, it is gone with all that runs left there; \`kubectl --context ${cluster.context} get namespaces\` lists those that there are.`,
    });
  }
  context.out(`nothing is left of runs that are gone: looked at namespace ${namespace} of context ${cluster.context}`);
  return true;
}
