import type { ClusterObject } from "../../src/clients/cluster/cluster-object.ts";
import type { KubernetesSystem } from "../../src/platforms/kubernetes/kubernetes-system.ts";
import { type ChaosNamespace, openChaosNamespace, realService, untilTrue } from "./chaos-namespace.ts";
import { fakeService } from "./namespace.ts";

/** A namespace whose services have pods on a fake node of its own (`pricing`, two), and on the real one (`live`, one). */
export interface PodNamespace extends ChaosNamespace {
  /** The fake node. */
  readonly node: string;
  /** Makes a service of `PodNamespace` again, if it isn't there. */
  makeService(service: string): Promise<void>;
  /** Resolves when a service has so many pods ready, and no others. */
  untilReady(service: string, count: number): Promise<void>;
  isCordoned(): Promise<boolean>;
}

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment" };
const NODE = { apiVersion: "v1", kind: "Node" };

/** @param name of the namespace, with this process's id behind it */
export async function openPodNamespace(name: string): Promise<PodNamespace> {
  const bench = await openChaosNamespace(name);
  const { cluster, namespace } = bench;
  const node = `${namespace}-node`;
  await cluster.create(fakeNode(node));
  const makeService = async (service: string) => {
    if ((await cluster.get({ ...DEPLOYMENT, namespace, name: service })) !== undefined) return;
    await cluster.create(service === "live" ? realService(service, namespace) : onNode(service, node, namespace));
  };
  const untilReady = (service: string, count: number) =>
    untilTrue(async () => {
      const pods = await bench.pods(service);
      return pods.length === count && pods.every(isReady);
    });
  // What the chaos namespace has is on nodes that others use, too.
  await cluster.delete({ ...DEPLOYMENT, namespace, name: "pricing" }, { propagation: "Foreground" });
  await untilTrue(async () => (await bench.pods("pricing")).length === 0);
  await untilTrue(async () => (await cluster.get({ ...DEPLOYMENT, namespace, name: "pricing" })) === undefined);
  await Promise.all([makeService("pricing"), makeService("live")]);
  await Promise.all([untilReady("pricing", 2), untilReady("live", 1)]);
  const workloadOf = (service: string) => ({ ...DEPLOYMENT, name: service });
  return {
    ...bench,
    system: { ...bench.system, workloadOf } as KubernetesSystem,
    node,
    makeService,
    untilReady,
    isCordoned: async () => isUnschedulable(await cluster.get({ ...NODE, name: node })),
    async close() {
      await bench.close();
      await cluster.delete({ ...NODE, name: node });
    },
  };
}

function onNode(service: string, node: string, namespace: string): ClusterObject {
  const [deployment] = fakeService({ name: service, replicas: 2, node }) as readonly ClusterObject[];
  if (deployment === undefined) throw new Error("a service has a deployment");
  return { ...deployment, metadata: { ...deployment.metadata, namespace } };
}

function fakeNode(name: string): ClusterObject {
  return {
    ...NODE,
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: { "kubernetes.io/hostname": name },
    },
    spec: { taints: [{ key: "kwok.x-k8s.io/node", value: "fake", effect: "NoSchedule" }] },
  };
}

function isReady({ metadata, status }: ClusterObject): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  const isTrue = conditions.some((one) => one.type === "Ready" && one.status === "True");
  return isTrue && metadata.deletionTimestamp === undefined;
}

function isUnschedulable(node: ClusterObject | undefined): boolean {
  return (node?.spec as { readonly unschedulable?: boolean } | undefined)?.unschedulable ?? false;
}
