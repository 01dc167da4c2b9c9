import type { Cluster } from "../../src/clients/cluster/cluster.ts";
import type { ClusterObject, ObjectRef, OwnerReference } from "../../src/clients/cluster/cluster-object.ts";
import { findCluster } from "../../src/clients/cluster/find-cluster.ts";
import { openCluster } from "../../src/clients/cluster/open-cluster.ts";
import type { KubernetesSystem } from "../../src/platforms/kubernetes/kubernetes-system.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { CLI_IMAGE } from "../../src/values/images.ts";
import { seededRandom } from "../../src/values/random/random.ts";

/** A namespace of a test's own, with services `checkout` and `pricing` that have two pods each on fake nodes. */
export interface ChaosNamespace {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** As a run has it. */
  readonly system: KubernetesSystem;
  pods(service: string): Promise<readonly ClusterObject[]>;
  list(apiVersion: string, kind: string): Promise<readonly ClusterObject[]>;
  close(): Promise<void>;
}

const SERVICES = ["checkout", "pricing"];
const LABEL = "app.kubernetes.io/name";

/** @param name of the namespace, with this process's id behind it */
export async function openChaosNamespace(name: string): Promise<ChaosNamespace> {
  const clock = systemClock;
  const cluster = await openCluster(findCluster(process.env), { clock, random: seededRandom(1) });
  const namespace = `${name}-${process.pid}`;
  await cluster.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace, labels: { "brownout.dev/allow": "true" } },
  });
  const lease = await cluster.create({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "brownout", namespace },
    spec: {},
  });
  for (const service of SERVICES) await cluster.create(fakeService(service, namespace));
  const labelsOf = (service: string) => ({ [LABEL]: service });
  const list = (apiVersion: string, kind: string) => all(cluster, { apiVersion, kind, namespace });
  const pods = async (service: string) =>
    (await list("v1", "Pod")).filter(({ metadata }) => metadata.labels?.[LABEL] === service);
  await untilTrue(async () => (await list("v1", "Pod")).filter(isRunning).length === SERVICES.length * 2);
  const runId = `run-${process.pid}`;
  return {
    cluster,
    namespace,
    system: { cluster, namespace, runId, labelsOf, lease: ownerOf(lease) } as unknown as KubernetesSystem,
    pods,
    list,
    close: () => cluster.delete({ apiVersion: "v1", kind: "Namespace", name: namespace } satisfies ObjectRef),
  };
}

/** Asks again and again; fails when it isn't so in good time. */
export async function untilTrue(isSo: () => Promise<boolean>): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  while (!(await isSo())) {
    signal.throwIfAborted();
    await new Promise((resolve) => systemClock.after(100, () => resolve(undefined)));
  }
}

async function all(cluster: Cluster, query: Parameters<Cluster["list"]>[0]): Promise<readonly ClusterObject[]> {
  const found: ClusterObject[] = [];
  for await (const object of cluster.list(query)) found.push(object);
  return found;
}

function isRunning({ status }: ClusterObject): boolean {
  return (status as { phase?: string } | undefined)?.phase === "Running";
}

function ownerOf({ apiVersion, kind, metadata: { name = "", uid = "" } }: ClusterObject): OwnerReference {
  return { apiVersion, kind, name, uid };
}

/** A service with a pod that really runs: brownout's own proxy. */
export function realService(service: string, namespace: string): ClusterObject {
  const args = ["proxy", "--listen", "0.0.0.0:8474"];
  const container = { name: "service", image: CLI_IMAGE, args, imagePullPolicy: "IfNotPresent" };
  return deploymentOf(service, namespace, 1, { nodeSelector: { type: "real" }, containers: [container] });
}

function fakeService(service: string, namespace: string): ClusterObject {
  return deploymentOf(service, namespace, 2, {
    nodeSelector: { type: "fake" },
    tolerations: [{ operator: "Exists" }],
    containers: [{ name: "service", image: "nowhere/service:1" }],
  });
}

function deploymentOf(service: string, namespace: string, replicas: number, podSpec: object): ClusterObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: service, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { [LABEL]: service } },
      template: { metadata: { labels: { [LABEL]: service } }, spec: podSpec },
    },
  };
}
