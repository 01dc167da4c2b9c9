import { writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { ALLOW_LABEL, PRODUCTION_MARK } from "../../src/clients/cluster/labels.ts";
import { serve } from "../support/serve.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Kinds by the path of their group. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/api/v1": { namespaces: "Namespace", pods: "Pod", services: "Service" },
  "/apis/apps/v1": { deployments: "Deployment", statefulsets: "StatefulSet", daemonsets: "DaemonSet" },
  "/apis/coordination.k8s.io/v1": { leases: "Lease" },
};

const labels = { app: "front" };
const namespace = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels: { [ALLOW_LABEL]: "true", [PRODUCTION_MARK]: "true" } },
};
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "front", namespace: "shop", labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [] } },
  },
  status: { replicas: 1, readyReplicas: 1, updatedReplicas: 1 },
};

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "front-1", namespace: "shop", uid: "1", labels },
  spec: { containers: [{ name: "front" }] },
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
};
const items: Readonly<Record<string, readonly object[]>> = { deployments: [deployment], pods: [pod] };

/**
 * Stands for the API server of a cluster that has one service, `front`, in the namespace `shop`, which says that it is production.
 * Its context is called `shop`.
 */
export async function startProductionCluster(context: TestContext) {
  /** Requests that would change something. */
  const changes: string[] = [];
  const address = await serve(context, (request, response) => {
    const { method = "", url: path = "" } = request;
    const asks = path.endsWith("/selfsubjectaccessreviews");
    if (method !== "GET" && !asks) changes.push(`${method} ${path}`);
    const found = asks ? { status: { allowed: true } } : objectAt(request);
    const body = found ?? { kind: "Status", code: 404, reason: "NotFound", message: "there is nothing" };
    response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  const kubeconfig = join(await temporaryFolder(context), "kubeconfig");
  const config = {
    "current-context": "shop",
    clusters: [{ name: "c", cluster: { server: `http://${address}` } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "shop", context: { cluster: "c", user: "u", namespace: "shop" } }],
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  return { kubeconfig, changes };
}

function objectAt({ url = "" }: IncomingMessage): object | undefined {
  const { pathname } = new URL(url, "http://api");
  const kinds = KINDS[pathname];
  if (kinds !== undefined) {
    return {
      resources: Object.entries(kinds).map(([name, kind]) => ({ name, kind, namespaced: kind !== "Namespace" })),
    };
  }
  if (pathname === "/api/v1/namespaces/shop") return namespace;
  const [, group = "", plural = ""] = /^(.*)\/namespaces\/shop\/([a-z]+)$/.exec(pathname) ?? [];
  if (KINDS[group]?.[plural] === undefined) return undefined;
  return { metadata: { resourceVersion: "1" }, items: items[plural] ?? [] };
}
