import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { ALLOW_LABEL } from "../../clients/cluster/labels.ts";
import { NamespaceRefusedError } from "./kubernetes-errors.ts";

/** Namespaces that a cluster lives by, and that take faults out again: no flag allows these. */
const PROTECTED_NAMESPACES: readonly string[] = ["kube-system", "kube-public", "kube-node-lease", "chaos-mesh"];

/**
 * Looks whether faults are wanted in a namespace.
 * @returns the namespace
 * @throws NamespaceRefusedError; ForbiddenError where this user may not read it
 */
export async function checkNamespace(cluster: Cluster, name: string, allowNamespace: boolean): Promise<ClusterObject> {
  if (PROTECTED_NAMESPACES.includes(name)) {
    throw new NamespaceRefusedError({
      message: `the namespace ${name} is not for faults: the cluster itself lives there`,
      hint: "Name the namespace of the system under test with --namespace.",
    });
  }
  const found = await cluster.get({ apiVersion: "v1", kind: "Namespace", name });
  if (found === undefined) {
    throw new NamespaceRefusedError({
      message: `context ${cluster.context} has no namespace ${name}`,
      hint: `\`kubectl --context ${cluster.context} get namespaces\` lists those that there are.`,
    });
  }
  if (found.metadata.deletionTimestamp !== undefined) {
    throw new NamespaceRefusedError({ message: `the namespace ${name} is being deleted: nothing can be made in it` });
  }
  if (found.metadata.labels?.[ALLOW_LABEL] !== "true" && !allowNamespace) {
    throw new NamespaceRefusedError({
      message: `the namespace ${name} of context ${cluster.context} doesn't have the label ${ALLOW_LABEL}=true`,
      hint: `Allow faults there with \`kubectl --context ${cluster.context} label namespace ${name} ${ALLOW_LABEL}=true\`, or this once with --allow-namespace.`,
    });
  }
  return found;
}
