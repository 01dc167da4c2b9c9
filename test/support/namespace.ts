import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { dump } from "js-yaml";
import { ALLOW_LABEL } from "../../src/clients/cluster/labels.ts";
import { lacking } from "./needs.ts";

/**
 * The reason tests on a cluster can't run here; false when they can (test/support/cluster/with-cluster.sh). With
 * BROWNOUT_REQUIRE_CLUSTER=1 they fail rather than being skipped, so that CI can't pass without them.
 */
export const withoutCluster = process.env.BROWNOUT_CLUSTER ? false : skipReason();

function skipReason(): string {
  const reason = lacking("cluster", "BROWNOUT_CLUSTER is not set");
  if (process.env.BROWNOUT_REQUIRE_CLUSTER === "1") throw new Error(reason);
  return reason;
}

/** Runs kubectl as the environment has it, with a text for its standard input. Resolves with what it printed. */
export function kubectl(args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile("kubectl", args, { timeout: 60_000 }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout.trim());
    });
    child.stdin?.end(input);
  });
}

let made = 0;

/** A namespace that faults are allowed in, unless other labels are given; gone after the test. */
export async function testNamespace(
  context: TestContext,
  labels: Readonly<Record<string, string>> = { [ALLOW_LABEL]: "true" },
): Promise<string> {
  const name = `brownout-test-${process.pid}-${made++}`;
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  await kubectl(["create", "--filename", "-"], JSON.stringify(object));
  context.after(() => kubectl(["delete", "namespace", name, "--wait=false"]));
  return name;
}

export interface FakeService {
  readonly name: string;
  readonly replicas?: number;
  /** Services that it calls. */
  readonly calls?: string;
  /** Variables of its container. */
  readonly env?: Readonly<Record<string, string>>;
  /** A node that its pods need and nobody has. */
  readonly node?: string;
}

/** A Deployment and a Service whose pods are only there as far as the API tells. */
export function fakeService({ name, replicas = 1, calls, env = {}, node }: FakeService): readonly object[] {
  const labels = { "app.kubernetes.io/name": name };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, ...(calls === undefined ? {} : { annotations: { "brownout.dev/calls": calls } }) },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            nodeSelector: node === undefined ? { type: "fake" } : { "kubernetes.io/hostname": node },
            tolerations: [{ key: "kwok.x-k8s.io/node", operator: "Exists" }],
            containers: [
              {
                name: "service",
                image: "fake",
                ports: [{ name: "http", containerPort: 8080 }],
                env: Object.entries(env).map(([name, value]) => ({ name, value })),
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    },
  ];
}

/** A gateway that calls a user service of two pods. */
export const fakePair: readonly object[] = [
  ...fakeService({ name: "gateway", calls: "user" }),
  ...fakeService({ name: "user", replicas: 2 }),
];

/** Writes objects as a file of several documents. Resolves with its path. */
export async function writeManifests(folder: string, objects: readonly object[]): Promise<string> {
  const path = join(folder, "manifests.yaml");
  await writeFile(path, objects.map((object) => dump(object)).join("---\n"));
  return path;
}

/** Makes objects in a namespace, as somebody else than brownout. */
export async function applyAll(namespace: string, objects: readonly object[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  await kubectl(["--namespace", namespace, "create", "--filename", "-"], JSON.stringify(list));
}

/** Resolves once all pods of the Deployments are ready. */
export async function untilReady(namespace: string, ...deployments: readonly string[]): Promise<void> {
  for (const name of deployments) {
    await kubectl(["--namespace", namespace, "rollout", "status", `deployment/${name}`, "--timeout=55s"]);
  }
}

/** Finds what a namespace holds of the kinds that tests make, by kubectl's names: `deployment.apps/user`. */
export async function objectsIn(namespace: string): Promise<readonly string[]> {
  const out = await kubectl([
    "--namespace",
    namespace,
    "get",
    "deployment,service,configmap,lease",
    "--output",
    "name",
  ]);
  return out.split("\n").filter((name) => name !== "" && name !== "configmap/kube-root-ca.crt");
}
