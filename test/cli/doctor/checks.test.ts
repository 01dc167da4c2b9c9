import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { allowedNamespace } from "../../../src/cli/doctor/allowed-namespace.ts";
import { chaosMesh } from "../../../src/cli/doctor/chaos-mesh.ts";
import type { Check, Finding } from "../../../src/cli/doctor/check.ts";
import { clusterRights } from "../../../src/cli/doctor/cluster-rights.ts";
import { compose } from "../../../src/cli/doctor/compose.ts";
import { engine } from "../../../src/cli/doctor/engine.ts";
import { helperImage } from "../../../src/cli/doctor/helper-image.ts";
import { kubernetes } from "../../../src/cli/doctor/kubernetes.ts";
import type { Machine } from "../../../src/cli/doctor/machine.ts";
import { namespaces } from "../../../src/cli/doctor/namespaces.ts";
import { netem } from "../../../src/cli/doctor/netem.ts";
import { networkTools } from "../../../src/cli/doctor/network-tools.ts";
import { node } from "../../../src/cli/doctor/node.ts";
import { ports } from "../../../src/cli/doctor/ports.ts";
import { privileges } from "../../../src/cli/doctor/privileges.ts";
import { systemd } from "../../../src/cli/doctor/systemd.ts";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import { ClusterAwayError, ForbiddenError, ServerError } from "../../../src/clients/cluster/cluster-errors.ts";
import { NETWORK_TOOLS_IMAGE } from "../../../src/values/images.ts";
import { ended, fakeMachine } from "./fake-machine.ts";

interface Case {
  readonly on: string;
  readonly machine: Machine;
  readonly state: Finding["state"];
  readonly found: RegExp;
  readonly get?: RegExp;
}

function cases(check: Check, list: readonly Case[]): void {
  describe(check.name, () => {
    for (const { on, machine, state, found, get } of list) {
      test(on, async () => {
        const finding = await check.look(machine, new AbortController().signal);
        assert.equal(finding.state, state, finding.found);
        assert.match(finding.found, found);
        if (get === undefined) assert.equal(finding.get, undefined);
        else assert.match(finding.get ?? "", get);
      });
    }
  });
}

cases(node, [
  { on: "the oldest", machine: fakeMachine({ nodeVersion: "22.22.0" }), state: "there", found: /^22\.22\.0$/ },
  { on: "a new one", machine: fakeMachine({ nodeVersion: "26.0.1" }), state: "there", found: /^26/ },
  {
    on: "an old one",
    machine: fakeMachine({ nodeVersion: "22.21.9" }),
    state: "missing",
    found: /22\.21/,
    get: /22\.22/,
  },
]);

const dockerVersion = "docker version --format {{json .}}";
const answer = (api: string) =>
  ended(
    JSON.stringify({
      Client: { Version: "27.1", Context: "colima" },
      Server: { Version: "20.10.24+dfsg1", ApiVersion: api, Os: "linux", KernelVersion: "6.1.0" },
    }),
  );
const refusal = (why: string) => ended('{"Client":{"Context":"default"},"Server":null}', 1, `${why}\n`);
const engineWith = (end: ReturnType<typeof ended>) => fakeMachine({ programs: { [dockerVersion]: end } });

cases(engine, [
  {
    on: "one that answers",
    machine: engineWith(answer("1.41")),
    state: "there",
    found: /^20\.10\.24\+dfsg1, API 1\.41, context colima, kernel 6\.1\.0$/,
  },
  { on: "one that is too old", machine: engineWith(answer("1.40")), state: "missing", found: /too old/, get: /20\.10/ },
  { on: "one whose minor is of two digits", machine: engineWith(answer("1.100")), state: "there", found: /API 1\.100/ },
  {
    on: "no client",
    machine: fakeMachine(),
    state: "missing",
    found: /no docker client/,
    get: /apt-get install docker/,
  },
  {
    on: "none that answers",
    machine: engineWith(refusal("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")),
    state: "missing",
    found: /no engine answers: Cannot connect/,
    get: /systemctl start docker/,
  },
  {
    on: "no permission",
    machine: engineWith(refusal("permission denied while trying to connect to the Docker daemon socket")),
    state: "missing",
    found: /no permission/,
    get: /usermod -aG docker/,
  },
  { on: "an answer of another form", machine: engineWith(ended('{"a":1}')), state: "unknown", found: /isn't known/ },
]);

const plugin = "docker compose version --short";
const alone = "docker-compose version --short";
cases(compose, [
  {
    on: "the plugin",
    machine: fakeMachine({ programs: { [plugin]: ended("2.40.3\n"), [alone]: ended("1.29.2\n") } }),
    state: "there",
    found: /^2\.40\.3, docker compose$/,
  },
  {
    on: "with a v",
    machine: fakeMachine({ programs: { [plugin]: ended("v2.1.0\n") } }),
    state: "there",
    found: /^2\.1\.0/,
  },
  {
    on: "a client that prints its help instead",
    machine: fakeMachine({ programs: { [plugin]: ended("Usage:  docker [OPTIONS]"), [alone]: ended("1.29.2\n") } }),
    state: "there",
    found: /^1\.29\.2, docker-compose; version 1/,
  },
  { on: "none", machine: fakeMachine(), state: "missing", found: /neither/, get: /docker-compose-v2/ },
]);

const status = (uid: number, capabilities: string) => ({
  "/proc/self/status": `Name:\tnode\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nCapEff:\t${capabilities}\n`,
});
cases(privileges, [
  {
    on: "root",
    machine: fakeMachine({ files: status(0, "000001ffffffffff") }),
    state: "there",
    found: /^root, with NET_ADMIN and SYS_ADMIN$/,
  },
  {
    on: "a user",
    machine: fakeMachine({ files: status(1000, "0000000000000000") }),
    state: "missing",
    found: /^user 1000, without NET_ADMIN and SYS_ADMIN$/,
    get: /sudo/,
  },
  {
    on: "root of a container",
    machine: fakeMachine({ files: status(0, "00000000a80435fb") }),
    state: "missing",
    found: /^root, without/,
    get: /outside/,
  },
  { on: "another system", machine: fakeMachine({ platform: "darwin" }), state: "unknown", found: /doesn't say/ },
]);

const tools = { "nft --version": ended("nftables v1"), "ip -V": ended(""), "nsenter --version": ended("") };
cases(networkTools, [
  {
    on: "all",
    machine: fakeMachine({ programs: { ...tools, "tc -V": ended("") } }),
    state: "there",
    found: /^nft, tc/,
  },
  {
    on: "no tc",
    machine: fakeMachine({ programs: tools }),
    state: "missing",
    found: /^no tc$/,
    get: /install iproute2$/,
  },
  { on: "none", machine: fakeMachine(), state: "missing", found: /nft, tc, ip/, get: /nftables iproute2 util-linux$/ },
]);

const release = { "/proc/sys/kernel/osrelease": "6.1.0\n" };
const config = (line: string) => ({ ...release, "/proc/config.gz": gzipSync(`CONFIG_X=y\n${line}\n`) });
cases(netem, [
  {
    on: "loaded",
    machine: fakeMachine({ files: { ...release, "/sys/module/sch_netem/refcnt": "0" } }),
    state: "there",
    found: /^kernel 6\.1\.0, loaded$/,
  },
  {
    on: "built in",
    machine: fakeMachine({ files: config("CONFIG_NET_SCH_NETEM=y") }),
    state: "there",
    found: /built in/,
  },
  {
    on: "a module",
    machine: fakeMachine({ files: config("CONFIG_NET_SCH_NETEM=m") }),
    state: "there",
    found: /module/,
  },
  {
    on: "not built",
    machine: fakeMachine({ files: config("# CONFIG_NET_SCH_NETEM is not set") }),
    state: "missing",
    found: /built without it/,
    get: /CONFIG_NET_SCH_NETEM/,
  },
  {
    on: "a configuration in /boot",
    machine: fakeMachine({ files: { ...release, "/boot/config-6.1.0": "CONFIG_NET_SCH_NETEM=m" } }),
    state: "there",
    found: /module/,
  },
  {
    on: "a list of modules alone",
    machine: fakeMachine({ files: { ...release, "/lib/modules/6.1.0/modules.dep": "net/sched/sch_netem.ko.xz:" } }),
    state: "there",
    found: /module/,
  },
  {
    on: "a kernel that says nothing",
    machine: fakeMachine({ files: release }),
    state: "unknown",
    found: /doesn't say/,
  },
  { on: "macOS", machine: fakeMachine({ platform: "darwin" }), state: "missing", found: /not Linux/, get: /Linux/ },
]);

const unshare = "unshare --net true";
cases(namespaces, [
  { on: "root", machine: fakeMachine({ programs: { [unshare]: ended("") } }), state: "there", found: /can be made/ },
  {
    on: "a user",
    machine: fakeMachine({
      programs: { [unshare]: ended("", 1, "unshare: unshare failed: Operation not permitted\n") },
    }),
    state: "missing",
    found: /can't be made: unshare: unshare failed: Operation not permitted$/,
    get: /root/,
  },
  { on: "no unshare", machine: fakeMachine(), state: "missing", found: /no unshare/, get: /util-linux/ },
  { on: "macOS", machine: fakeMachine({ platform: "darwin" }), state: "missing", found: /not Linux/, get: /compose/ },
]);

const manager = "systemctl show --property=Version";
cases(systemd, [
  {
    on: "systemd",
    machine: fakeMachine({ programs: { [manager]: ended("Version=252.33\n") } }),
    state: "there",
    found: /^252\.33$/,
  },
  {
    on: "a container",
    machine: fakeMachine({ programs: { [manager]: ended("", 1, "System has not been booted with systemd\n") } }),
    state: "missing",
    found: /not been booted with systemd$/,
    get: /by pid/,
  },
  { on: "no systemctl", machine: fakeMachine(), state: "missing", found: /no systemctl/, get: /by pid/ },
]);

cases(ports, [
  { on: "all free", machine: fakeMachine(), state: "there", found: /^8080, 8474, 9090 are free$/ },
  {
    on: "some taken",
    machine: fakeMachine({ takenPorts: [8080, 9090] }),
    state: "missing",
    found: /^taken: 8080, 9090$/,
    get: /^GATEWAY_PORT=0 PROMETHEUS_PORT=0 docker compose up/,
  },
]);

const shop = { context: "kind", server: "https://127.0.0.1:6443", namespace: "shop" };
const away = new ClusterAwayError({ message: 'the cluster of context "kind" doesn\'t answer', hint: "is it running?" });
cases(kubernetes, [
  {
    on: "a context whose cluster answers",
    machine: fakeMachine({ cluster: { ...shop, version: async () => "v1.33.1" } }),
    state: "there",
    found: /^context kind \(https:\/\/127\.0\.0\.1:6443\), v1\.33\.1, namespace shop$/,
  },
  {
    on: "a context whose cluster doesn't",
    machine: fakeMachine({ cluster: { ...shop, version: () => Promise.reject(away) } }),
    state: "unknown",
    found: /"kind" doesn't answer;.*running/,
  },
  { on: "no kubeconfig", machine: fakeMachine(), state: "missing", found: /no kubeconfig/, get: /get one/ },
]);

const rightsOf = (has: boolean, may: Cluster["may"]) =>
  fakeMachine({ cluster: { ...shop, has: async () => has, may } });
cases(clusterRights, [
  {
    on: "all of them",
    machine: rightsOf(true, async () => true),
    state: "there",
    found: /^all that a run needs in namespace shop of context kind$/,
  },
  {
    on: "some not",
    machine: rightsOf(true, async ({ verb, resource, namespace }) => {
      assert.equal(namespace, "shop");
      return !(verb === "delete" && ["pods", "podchaos", "leases"].includes(resource));
    }),
    state: "missing",
    found:
      /may not: delete leases \(holding the namespace\); delete pods \(kill, terminate\); delete podchaos \(faults by/,
    get: /access\.yaml .* in shop/,
  },
  {
    on: "none on Chaos Mesh, which isn't there",
    machine: rightsOf(false, async ({ group }) => group !== "chaos-mesh.org"),
    state: "there",
    found: /^all/,
  },
  { on: "no cluster", machine: fakeMachine(), state: "unknown", found: /^no cluster to ask$/ },
  {
    on: "a cluster that doesn't say",
    machine: rightsOf(false, () => Promise.reject(new ServerError({ message: "could not ask: etcd is gone" }))),
    state: "unknown",
    found: /etcd is gone/,
  },
]);

const namespaceWith = (labels: Record<string, string>) =>
  fakeMachine({
    cluster: {
      ...shop,
      get: async () => ({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels } }),
    },
  });
cases(allowedNamespace, [
  {
    on: "a label that allows it",
    machine: namespaceWith({ "brownout.dev/allow": "true" }),
    state: "there",
    found: /shop/,
  },
  {
    on: "a label that doesn't",
    machine: namespaceWith({ "brownout.dev/allow": "false" }),
    state: "missing",
    found: /doesn't have the label/,
    get: /^kubectl --context kind label namespace shop brownout\.dev\/allow=true$/,
  },
  {
    on: "no such namespace",
    machine: fakeMachine({ cluster: { ...shop, get: async () => undefined } }),
    state: "missing",
    found: /no namespace shop/,
    get: /create namespace shop$/,
  },
]);

/** Each answer is of one that is asked: first everywhere, then where it usually is. */
const chaosMeshWith = (...daemons: readonly (object | Error)[]) => {
  let asked = 0;
  return fakeMachine({
    cluster: {
      ...shop,
      has: async () => true,
      async *list() {
        const answer = daemons[asked++];
        if (answer instanceof Error) throw answer;
        if (answer) yield { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "chaos-daemon" }, ...answer };
      },
    },
  });
};
const mayNotList = new ForbiddenError({ message: "may not list daemonsets" });
const onNodes = (numberReady: number, desiredNumberScheduled: number) => ({
  status: { numberReady, desiredNumberScheduled },
});

cases(chaosMesh, [
  {
    on: "its kinds, and a daemon on each node",
    machine: chaosMeshWith(onNodes(3, 3)),
    state: "there",
    found: /^context kind has its kinds, and a chaos-daemon on 3 of the 3 nodes/,
  },
  {
    on: "its kinds without any daemon",
    machine: chaosMeshWith(),
    state: "missing",
    found: /has its kinds, and no chaos-daemon: without one only pause goes in; every other fault .* never made$/,
    get: /chaos-mesh\.org\/docs/,
  },
  {
    on: "daemons that don't get ready",
    machine: chaosMeshWith(onNodes(0, 2)),
    state: "missing",
    found: /none of its 2 chaos-daemons is ready: without one only pause goes in/,
    get: /chaos-mesh\.org\/docs/,
  },
  {
    on: "daemons that are seen in their own namespace alone",
    machine: chaosMeshWith(mayNotList, onNodes(1, 2)),
    state: "there",
    found: /a chaos-daemon on 1 of the 2 nodes/,
  },
  {
    on: "daemons that this user may not see",
    machine: chaosMeshWith(mayNotList, mayNotList),
    state: "unknown",
    found: /this user may not see .*; without one only pause goes in/,
  },
  {
    on: "without",
    machine: rightsOf(false, async () => true),
    state: "missing",
    found: /no NetworkChaos of chaos-mesh\.org\/v1alpha1/,
    get: /chaos-mesh\.org\/docs/,
  },
]);

const inspect = `docker image inspect --format {{.Id}} ${NETWORK_TOOLS_IMAGE}`;
cases(helperImage, [
  {
    on: "an engine that has it",
    machine: fakeMachine({ programs: { [inspect]: ended("sha256:1234") } }),
    state: "there",
    found: /^brownout-network-tools:0\.1\.0$/,
  },
  {
    on: "an engine that has it not",
    machine: fakeMachine({ programs: { [inspect]: ended("", 1, "Error: No such image") } }),
    state: "missing",
    found: /no brownout-network-tools/,
    get: /^docker build --target network-tools --tag brownout-network-tools:0\.1\.0 \./,
  },
  { on: "no client", machine: fakeMachine({}), state: "unknown", found: /no docker client/ },
  {
    on: "an engine that doesn't answer",
    machine: fakeMachine({ programs: { [inspect]: ended("", 1, "Cannot connect to the Docker daemon") } }),
    state: "unknown",
    found: /Cannot connect/,
  },
]);
