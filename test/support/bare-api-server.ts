import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import type { Cluster } from "../../src/clients/cluster/cluster.ts";
import { openCluster } from "../../src/clients/cluster/open-cluster.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { untilTrue } from "./chaos-namespace.ts";
import { kubectl } from "./namespace.ts";
import { freePort } from "./sockets.ts";

/** A Kubernetes API server of a test's own with nothing around it, for what would be in everybody's way on a cluster. */
export interface BareApiServer {
  readonly kubeconfig: string;
  /** A client that hasn't asked it anything yet. */
  open(): Promise<Cluster>;
  close(): Promise<void>;
}

const TOKEN = "brownout-test-admin";

/** Starts one, of the programs that the cluster for tests is made of. */
export async function startApiServer(): Promise<BareApiServer> {
  const folder = await mkdtemp(join(tmpdir(), "brownout-api-server-"));
  const kubeconfig = join(folder, "kubeconfig");
  const processes: ChildProcess[] = [];
  const close = async () => {
    for (const child of processes.reverse()) await end(child);
    await rm(folder, { recursive: true });
  };
  try {
    const etcd = `http://127.0.0.1:${await freePort()}`;
    const peer = `http://127.0.0.1:${await freePort()}`;
    processes.push(start("etcd", { name: "test", "data-dir": join(folder, "etcd"), ...etcdAt(etcd, peer) }));
    const port = await freePort();
    processes.push(start("kube apiserver", await apiServerAt(port, etcd, folder)));
    await writeFile(kubeconfig, dump(kubeconfigFor(port, join(folder, "certificates/apiserver.crt"))));
    await untilTrue(() => isReady(kubeconfig));
  } catch (error) {
    await close();
    throw error;
  }
  const address = { kubeconfig: [kubeconfig] };
  return { kubeconfig, open: () => openCluster(address, { clock: systemClock, random: seededRandom(1) }), close };
}

function etcdAt(clients: string, peers: string): Readonly<Record<string, string>> {
  return {
    "unsafe-no-fsync": "true",
    "listen-client-urls": clients,
    "advertise-client-urls": clients,
    "listen-peer-urls": peers,
    "initial-advertise-peer-urls": peers,
    "initial-cluster": `test=${peers}`,
  };
}

async function apiServerAt(port: number, etcd: string, folder: string): Promise<Readonly<Record<string, string>>> {
  const tokens = join(folder, "tokens.csv");
  await writeFile(tokens, `${TOKEN},admin,admin,system:masters\n`);
  const key = join(folder, "service-accounts.key");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(key, privateKey.export({ type: "pkcs1", format: "pem" }));
  return {
    "etcd-servers": etcd,
    "bind-address": "127.0.0.1",
    "secure-port": String(port),
    "cert-dir": join(folder, "certificates"),
    "service-cluster-ip-range": "10.96.0.0/16",
    "token-auth-file": tokens,
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": key,
    "service-account-signing-key-file": key,
    // What it would wait for is made by controllers, of which there are none.
    "disable-admission-plugins": "ServiceAccount",
  };
}

function kubeconfigFor(port: number, certificate: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "bare",
        cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority": certificate },
      },
    ],
    users: [{ name: "admin", user: { token: TOKEN } }],
    contexts: [{ name: "bare", context: { cluster: "bare", user: "admin" } }],
    "current-context": "bare",
  };
}

/** It ends with this process, however that ends. */
function start(command: string, flags: Readonly<Record<string, string>>): ChildProcess {
  const options = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  return spawn("setpriv", ["--pdeathsig", "KILL", ...command.split(" "), ...options], { stdio: "ignore" });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function isReady(kubeconfig: string): Promise<boolean> {
  try {
    return (await kubectl(["--kubeconfig", kubeconfig, "get", "--raw", "/readyz"])) === "ok";
  } catch {
    // Not yet.
    return false;
  }
}
