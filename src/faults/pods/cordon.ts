import { z } from "zod";
import type { ClusterObject, ObjectRef } from "../../clients/cluster/cluster-object.ts";
import { dnsNameSchema } from "../../clients/cluster/record-schema.ts";
import { FaultError } from "../fault-error.ts";
import { change } from "./change.ts";
import { isMarkedBy, marksFor, unmarked } from "./marks.ts";
import type { Life, PodKind } from "./pod-kind.ts";
import { lifeOf, listNames } from "./pods.ts";

/** Nodes that took pods when the fault was prepared. */
interface Cordoned {
  readonly nodes: readonly Life[];
}

export const cordon: PodKind<unknown, Cordoned> = {
  type: "cordon",
  targets: "service",
  summary: "Lets no new pods onto the nodes that a service's pods are on; pods that are there stay.",
  params: z.strictObject({}),
  explain: () => ({
    does: "marks the pod's node as unschedulable, for all services: no new pods come onto it, and those there stay",
    undo: "marks it as schedulable again, where this run marked it",
    proof: "the cluster has the node as unschedulable, and our mark on it",
  }),
  means: "the node's `unschedulable`, as `kubectl cordon` sets it",
  endsNoPods: true,
  // Nodes are in no namespace.
  needs: () => ["get", "patch"].map((verb) => ({ verb, group: "", resource: "nodes" })),
  foundSchema: z.object({ nodes: z.array(z.object({ name: dnsNameSchema, uid: z.string().min(1) })) }),
  async prepare({ pods, cluster }) {
    const names = [...new Set(pods.flatMap((pod) => nodeOf(pod) ?? []))];
    const nodes = (await Promise.all(names.map((name) => cluster.get(nodeRef(name))))).filter(
      (node) => node !== undefined,
    );
    const open = nodes.filter((node) => !isCordoned(node)).map(lifeOf);
    if (open.length > 0) return { nodes: open };
    const why = names.length === 0 ? "its pods are on no node" : `${listNames(names)}: cordoned already`;
    throw new FaultError({ message: `there is no node to cordon: ${why}` });
  },
  async inject({ target, found: { nodes }, cluster, signal }) {
    for (const node of nodes) {
      signal.throwIfAborted();
      await change(nodeRef(node.name), cluster, (now) => {
        // Who cordoned it meanwhile uncordons it, too.
        if (now === undefined || now.metadata.uid !== node.uid || isCordoned(now)) return undefined;
        return { metadata: marksFor(cordon, target, { nodes: [node] }), spec: { unschedulable: true } };
      });
    }
  },
  async verify({ target, found: { nodes }, cluster, signal }) {
    const now = await Promise.all(nodes.map(({ name }) => cluster.get(nodeRef(name), { signal })));
    const open = nodes.filter((_node, at) => !isMarkedBy(target, now[at]) || !isCordoned(now[at]));
    const evidence = (some: readonly Life[]) => listNames(some.map(({ name }) => name));
    if (open.length > 0) return { took: "false", evidence: `${evidence(open)}: not cordoned by this run` };
    return { took: "true", evidence: `${evidence(nodes)}: unschedulable, with the mark of this run` };
  },
  async undo({ target, found: { nodes }, cluster }) {
    for (const { name } of nodes) {
      await change(nodeRef(name), cluster, (now) =>
        isMarkedBy(target, now) ? { metadata: unmarked, spec: { unschedulable: null } } : undefined,
      );
    }
  },
  async isGone({ target, found: { nodes }, cluster, signal }) {
    const now = await Promise.all(nodes.map(({ name }) => cluster.get(nodeRef(name), { signal })));
    return !now.some((node) => isMarkedBy(target, node));
  },
  manual: ({ found: { nodes } }) => `uncordon ${nodes.map(({ name }) => name).join(" ")}`,
};

function nodeRef(name: string): ObjectRef {
  return { apiVersion: "v1", kind: "Node", name };
}

function isCordoned(node: ClusterObject | undefined): boolean {
  return (node?.spec as { readonly unschedulable?: boolean } | undefined)?.unschedulable === true;
}

function nodeOf({ spec }: ClusterObject): string | undefined {
  return (spec as { readonly nodeName?: string } | undefined)?.nodeName;
}
