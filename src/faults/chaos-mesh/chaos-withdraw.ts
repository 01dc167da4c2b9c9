import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject, MergePatch } from "../../clients/cluster/cluster-object.ts";
import { CHAOS_API } from "./chaos-kind.ts";
import { recordsOf, waitsForDaemon } from "./chaos-status.ts";

/** Kinds in which Chaos Mesh keeps what a pod is to have, by the kinds that wait there for the pod's node. */
const perPod: Readonly<Record<string, string>> = {
  NetworkChaos: "PodNetworkChaos",
  IOChaos: "PodIOChaos",
  HTTPChaos: "PodHttpChaos",
};

/**
 * Withdraws an object that was deleted before it went in anywhere. Chaos Mesh would put it in first, to take it out
 * then, and holds it until the pods' nodes have a daemon, which may be never. So its rules are taken out of what waits
 * for those nodes, as Chaos Mesh's own recovery does, and its records say so; then Chaos Mesh lets it go by itself.
 * Does nothing for an object that may have reached a pod.
 */
export async function withdraw(cluster: Cluster, object: ClusterObject, signal: AbortSignal): Promise<void> {
  const kind = perPod[object.kind];
  if (kind === undefined || !waitsForDaemon(object)) return;
  const records = recordsOf(object);
  for (const pod of new Set(records.map(({ id }) => id.split("/")[1] ?? ""))) {
    await takeRulesOut(cluster, { kind, pod, object }, signal);
  }
  const { namespace = "", name = "", resourceVersion = "" } = object.metadata;
  const containerRecords = records.map((record) => ({ ...record, phase: "Not Injected" }));
  const patch = { metadata: { resourceVersion }, status: { experiment: { containerRecords } } };
  // Of this version only: the controller may have come further meanwhile.
  const ref = { apiVersion: CHAOS_API, kind: object.kind, namespace, name };
  await cluster.patch(ref, patch as unknown as MergePatch, { signal });
}

async function takeRulesOut(
  cluster: Cluster,
  { kind, pod, object }: { readonly kind: string; readonly pod: string; readonly object: ClusterObject },
  signal: AbortSignal,
): Promise<void> {
  const { namespace = "", name } = object.metadata;
  const ref = { apiVersion: CHAOS_API, kind, namespace, name: pod };
  const found = await cluster.get(ref, { signal });
  if (found === undefined) return;
  const { resourceVersion = "" } = found.metadata;
  const source = `${namespace}/${name}`;
  const rules = Object.entries((found.spec ?? {}) as Readonly<Record<string, unknown>>).flatMap(([key, value]) =>
    Array.isArray(value) ? [[key, value.filter((rule) => rule.source !== source)] as const] : [],
  );
  const patch = { metadata: { resourceVersion }, spec: Object.fromEntries(rules) };
  await cluster.patch(ref, patch as unknown as MergePatch, { signal });
}
