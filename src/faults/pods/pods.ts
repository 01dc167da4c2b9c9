import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject, ObjectRef } from "../../clients/cluster/cluster-object.ts";
import type { Life, PodTarget } from "./pod-kind.ts";

/** The namespace and labels that pods are found by. */
type PodSelection = Pick<PodTarget, "namespace" | "labels">;

/** The pods of a service, those included that are ending. */
export function podsOf({ namespace, labels }: PodSelection, cluster: Cluster, signal?: AbortSignal) {
  return cluster.list(podQuery({ namespace, labels }), signal === undefined ? {} : { signal });
}

export function podQuery({ namespace, labels }: PodSelection) {
  return { apiVersion: "v1", kind: "Pod", namespace, labels: selectorText(labels) };
}

/** `app=pricing,tier=web` */
export function selectorText(labels: PodSelection["labels"]): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

export function podRef({ namespace }: PodTarget, name: string): ObjectRef {
  return { apiVersion: "v1", kind: "Pod", namespace, name };
}

export function workloadRef({ namespace, workload: { apiVersion, kind, name } }: PodTarget): ObjectRef {
  return { apiVersion, kind, namespace, name };
}

/** The workload, if it still is the one of the fault. */
export async function findWorkload(
  target: PodTarget,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ClusterObject | undefined> {
  const found = await cluster.get(workloadRef(target), { signal });
  return found?.metadata.uid === target.workload.uid ? found : undefined;
}

export function lifeOf({ metadata: { name = "", uid = "" } }: ClusterObject): Life {
  return { name, uid };
}

const MOST_NAMES = 5;

/** Names of a few things, and how many more there are. */
export function listNames(names: readonly string[]): string {
  const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${names.slice(0, MOST_NAMES).join(", ")}${rest}`;
}

/** `Deployment shop/pricing` */
export function workloadName({ namespace, workload }: PodTarget): string {
  return `${workload.kind} ${namespace}/${workload.name}`;
}
