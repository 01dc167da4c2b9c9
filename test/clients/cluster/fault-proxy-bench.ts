import type { TestContext } from "node:test";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import type { ClusterObject, WatchEvent } from "../../../src/clients/cluster/cluster-object.ts";
import { openCluster } from "../../../src/clients/cluster/open-cluster.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { ApiFaultProxy } from "../../support/api-proxy/api-fault-proxy.ts";
import type { ApiRequest } from "../../support/api-proxy/api-request.ts";
import { untilTrue } from "../../support/chaos-namespace.ts";
import { testNamespace } from "../../support/namespace.ts";

/** A client of a namespace of this test's own, through an API server that can be made bad. */
export interface Bench {
  readonly proxy: ApiFaultProxy;
  readonly cluster: Cluster;
  readonly namespace: string;
  configMap(name: string, data?: Readonly<Record<string, string>>): ClusterObject;
}

export async function openBench(context: TestContext): Promise<Bench> {
  const proxy = await ApiFaultProxy.start(context, process.env.KUBECONFIG ?? "");
  const namespace = await testNamespace(context);
  const address = { kubeconfig: [proxy.kubeconfigPath] };
  const cluster = await openCluster(address, { clock: systemClock, random: seededRandom(1), namespace });
  await cluster.version();
  const configMap = (name: string, data: Readonly<Record<string, string>> = {}) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data,
  });
  return { proxy, cluster, namespace, configMap };
}

export const refOf = ({ apiVersion, kind, metadata: { name = "", namespace = "" } }: ClusterObject) => ({
  apiVersion,
  kind,
  name,
  namespace,
});

export const configMaps = ({ resource }: ApiRequest) => resource === "configmaps";
export const asked = (verb: string) => (request: ApiRequest) => configMaps(request) && request.verb === verb;

/** A watch of the namespace's ConfigMaps, but for the one that every namespace has. */
export function watchAll({ cluster, namespace }: Bench, context: TestContext) {
  const told: string[] = [];
  const troubles: (Error | undefined)[] = [];
  const stop = new AbortController();
  context.after(() => stop.abort());
  const onEvent = ({ type, object: { metadata } }: WatchEvent) => {
    if (metadata.name !== "kube-root-ca.crt") told.push(`${type} ${metadata.name}`);
  };
  const query = { apiVersion: "v1", kind: "ConfigMap", namespace };
  cluster.watch(query, onEvent, { signal: stop.signal, onTrouble: (error) => troubles.push(error) });
  return { told, troubles, until: (event: string) => untilTrue(async () => told.at(-1) === event) };
}
