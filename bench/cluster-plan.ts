/**
 * Time and memory that `plan` takes in a namespace of 5,000 pods: fake ones, of 50 Deployments on nodes with the label
 * type=fake (test/support/cluster/with-cluster.sh has them). The commands are processes, as a user starts them;
 * `--version` shows what Node takes by itself. Makes a namespace and deletes it. `node bench/cluster-plan.ts`
 */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { ALLOW_LABEL } from "../src/clients/cluster/labels.ts";
import { systemClock } from "../src/values/clock/system-clock.ts";

const SERVICES = 50;
const PODS_EACH = 100;
const ROUNDS = 10;

const run = promisify(execFile);
const namespace = `brownout-bench-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), "brownout-bench-"));
const cli = resolve(import.meta.dirname, "../src/cli.ts");

interface Taken {
  readonly seconds: number;
  /** The most that it had resident. */
  readonly megabytes: number;
}

console.log("| command | runs | min s | median s | max s | most resident MB |\n|---|---:|---:|---:|---:|---:|");
try {
  await makePods();
  const experiment = join(folder, "experiment.yaml");
  writeFileSync(experiment, experimentText());
  await measure("--version", ["--version"]);
  await measure("plan", ["plan", experiment, "--on", "kubernetes", "--namespace", namespace]);
} finally {
  await run("kubectl", ["delete", "namespace", namespace, "--wait=false"]);
  rmSync(folder, { recursive: true });
}

/** The pods come by themselves: the controllers make them, kwok says that they are ready. */
async function makePods(): Promise<void> {
  const services = Array.from({ length: SERVICES }, (_, index) => deployment(`service-${index}`));
  const allowed = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace, labels: { [ALLOW_LABEL]: "true" } },
  };
  const list = join(folder, "objects.json");
  writeFileSync(list, JSON.stringify({ apiVersion: "v1", kind: "List", items: [allowed, ...services] }));
  await run("kubectl", ["create", "--filename", list]);
  const condition = ["--for", "condition=Available", "--timeout", "300s"];
  await run("kubectl", ["--namespace", namespace, "wait", ...condition, "deployment", "--all"]);
  const rollout = ["--namespace", namespace, "rollout", "status", "--timeout", "300s"];
  for (const { metadata } of services) await run("kubectl", [...rollout, `deployment/${metadata.name}`]);
}

function deployment(name: string) {
  const labels = { "app.kubernetes.io/name": name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      replicas: PODS_EACH,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { type: "fake" },
          tolerations: [{ operator: "Exists" }],
          containers: [{ name: "service", image: "fake" }],
        },
      },
    },
  };
}

/** A fault of the API's own, one of Chaos Mesh's, and one on everything that a service has. */
function experimentText(): string {
  return `name: many-pods
system: { kubernetes: {} }
load: { users: { request: "GET http://127.0.0.1:9/", rate: 10/s } }
phases: { baseline: 1s, fault: 10s, recovery: 1s }
steady-state: [users.error_rate < 1%]
faults:
  - { type: kill, on: service-1, mode: all }
  - { type: pause, on: service-2, mode: all }
  - { type: scale, on: service-3, to: 10 }
expect: [users.error_rate < 1%]
`;
}

async function measure(name: string, args: readonly string[]): Promise<void> {
  const rounds: Taken[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await takenBy(args));
  const seconds = rounds.map((taken) => taken.seconds).sort((a, b) => a - b);
  const most = Math.max(...rounds.map(({ megabytes }) => megabytes));
  const at = (share: number) => seconds[Math.floor(share * (seconds.length - 1))]?.toFixed(2);
  console.log(`| ${name} | ${ROUNDS} | ${at(0)} | ${at(0.5)} | ${at(1)} | ${most.toFixed(0)} |`);
}

/** GNU time asks the kernel what a process had at most, which Node can tell of itself alone. */
async function takenBy(args: readonly string[]): Promise<Taken> {
  const report = join(folder, "resident");
  const startedMs = systemClock.nowMs();
  const child = spawn("/usr/bin/time", ["--format", "%M", "--output", report, process.execPath, cli, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((ended) => child.once("close", ended));
  const seconds = (systemClock.nowMs() - startedMs) / 1000;
  if (code !== 0) throw new Error(`brownout ${args[0]} ended with ${code}`);
  const { stdout } = await run("tail", ["-1", report]);
  return { seconds, megabytes: Number(stdout) / 1024 };
}
