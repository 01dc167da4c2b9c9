import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { dump, load, loadAll } from "js-yaml";
import { exportCommand } from "../../../src/cli/commands/export.ts";
import { importCommand } from "../../../src/cli/commands/import.ts";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

interface Experiment {
  readonly name: string;
  readonly system: object;
  readonly load: Readonly<Record<string, object>>;
  readonly phases: { readonly fault: string };
  readonly "steady-state": readonly string[];
  readonly faults: readonly Readonly<Record<string, unknown>>[];
  readonly expect: readonly string[];
}

/** Imports texts as files, by name, in a folder of their own. */
async function importing(context: TestContext, texts: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder(context);
  const files = Object.entries(texts).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const out = join(folder, "out");
  const done = await runCommand(importCommand, ...files, "--out", out);
  const path = (name: string) => join(out, name);
  return {
    ...done,
    /** The words on stdout, without the folder. */
    said: done.out.replaceAll(`${folder}/`, ""),
    path,
    read: (name: string) => load(readFileSync(path(name), "utf8")) as Experiment,
  };
}

const selector = { namespaces: ["shop"], labelSelectors: { app: "web" } };
const target = { mode: "all", selector: { namespaces: ["shop"], labelSelectors: { app: "db" } } };
const delay = { latency: "90ms", jitter: "10ms", correlation: "25" };

/** A manifest of Chaos Mesh, with what most have. */
function chaos(kind: string, spec: object, name = "some-chaos"): string {
  return dump({
    apiVersion: "chaos-mesh.org/v1alpha1",
    kind,
    metadata: { name },
    spec: { mode: "one", selector, ...spec },
  });
}

describe("import of Chaos Mesh", () => {
  const own = [
    ["NetworkChaos", { action: "delay", delay }],
    ["NetworkChaos", { action: "delay", delay, direction: "from", mode: "all", target }],
    ["NetworkChaos", { action: "loss", loss: { loss: "25", correlation: "50" } }],
    ["NetworkChaos", { action: "duplicate", duplicate: { duplicate: "40", correlation: "0" } }],
    ["NetworkChaos", { action: "corrupt", corrupt: { corrupt: "40", correlation: "0" } }],
    ["NetworkChaos", { action: "partition", direction: "to", mode: "all", target }],
    ["PodChaos", { action: "pod-kill", gracePeriod: 3, mode: "fixed", value: "2" }],
    ["PodChaos", { action: "pod-failure", mode: "random-max-percent", value: "40" }],
    ["PodChaos", { action: "container-kill", containerNames: ["side"] }],
    ["HTTPChaos", { target: "Request", port: 80, path: "/a/*", method: "GET", abort: true }],
    ["HTTPChaos", { target: "Request", port: 80, path: "*", delay: "300ms" }],
    ["HTTPChaos", { target: "Response", port: 80, path: "*", replace: { code: 503 } }],
    ["StressChaos", { stressors: { cpu: { workers: 2, load: 80 } }, mode: "fixed-percent", value: "50" }],
  ] as const;

  test("makes faults of brownout's own, of which export makes the very objects again", async (context) => {
    const once = ["pod-kill", "container-kill"];
    const specs = own.map(([kind, spec]) => ({ kind, spec: { ...spec, duration: "30000ms" } }));
    const texts = specs.map(({ kind, spec }, index) => [`${index}.yaml`, chaos(kind, spec, `own-${index}`)]);
    const { path, read, exitCode } = await importing(context, Object.fromEntries(texts));
    assert.equal(exitCode, 0);
    for (const [index, { kind, spec }] of specs.entries()) {
      assert.notEqual(read(`own-${index}.yaml`).faults[0]?.type, "manifest");
      const { out } = await runCommand(
        exportCommand,
        path(`own-${index}.yaml`),
        "--to",
        "chaos-mesh",
        "--as",
        "objects",
      );
      const [object] = loadAll(out) as { kind: string; spec: Record<string, unknown> }[];
      const { duration, ...made } = object?.spec ?? {};
      const { duration: given, ...wanted } = { mode: "one", selector, ...spec };
      assert.equal(object?.kind, kind);
      assert.deepEqual(made, wanted, `own-${index}`);
      // Export gives each fault its length; one that acts once has none of its own.
      if (!("action" in spec && once.includes(spec.action))) assert.equal(duration, given, `own-${index}`);
    }
  });

  test("creates as they are those of which brownout makes no other object", async (context) => {
    const others = [
      ["NetworkChaos", { action: "delay", delay, device: "eth1" }],
      ["NetworkChaos", { action: "delay", delay, externalTargets: ["pay.test"] }],
      ["NetworkChaos", { action: "partition", mode: "one", target }],
      ["NetworkChaos", { action: "bandwidth", bandwidth: { rate: "1mbps", limit: 100, buffer: 100 } }],
      ["PodChaos", { action: "pod-kill", mode: "fixed-percent", value: "50" }],
      ["PodChaos", { action: "container-kill" }],
      ["HTTPChaos", { target: "Request", port: 80, delay: "1s", request_headers: { a: "b" } }],
      ["StressChaos", { stressors: { memory: { workers: 1, size: "256MB" } } }],
      ["StressChaos", { stressors: { cpu: { workers: 1, options: ["--cpu-method all"] } } }],
      ["TimeChaos", { timeOffset: "-10m" }],
    ] as const;
    const texts = others.map(([kind, spec], index) => [
      `${index}.yaml`,
      chaos(kind, { ...spec, duration: "30s" }, `other-${index}`),
    ]);
    const { path, read, exitCode, said } = await importing(context, Object.fromEntries(texts));
    assert.equal(exitCode, 0);
    assert.match(said, /10 of 10 documents converted \(100 %\): 10 whole, 0 in part, 0 not at all/);
    for (const [index, [, spec]] of others.entries()) {
      const file = `manifests/other-${index}.yaml`;
      assert.deepEqual(read(`other-${index}.yaml`).faults, [{ type: "manifest", on: "web", duration: "30s", file }]);
      const { spec: kept } = load(readFileSync(path(file), "utf8")) as { spec: object };
      assert.deepEqual(kept, { mode: "one", selector, ...spec, duration: "30s" });
    }
    const files = others.map((_, index) => path(`other-${index}.yaml`));
    const { exitCode: validated } = await runCommand(validateCommand, ...files);
    assert.equal(validated, 0);
  });

  test("keeps the manifests of two experiments apart, whatever their names", async (context) => {
    const step = (name: string, timeOffset: string) => ({
      name,
      templateType: "TimeChaos",
      timeChaos: { mode: "one", selector, timeOffset, duration: "20s" },
    });
    const templates = [
      { name: "all", templateType: "Serial", children: ["early", "late"] },
      step("early", "-1m"),
      step("late", "2m"),
    ];
    const flow = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "Workflow", metadata: { name: "web" } };
    const { path, read, exitCode } = await importing(context, {
      "all.yaml": [
        dump({ ...flow, spec: { entry: "all", templates } }),
        chaos("TimeChaos", { timeOffset: "3m", duration: "20s" }, "web"),
      ].join("---\n"),
    });
    assert.equal(exitCode, 0);
    const offsets = ["web.yaml", "web-2.yaml"].map((name) =>
      read(name).faults.map(({ file }) => {
        const { spec } = load(readFileSync(path(String(file)), "utf8")) as { spec: { timeOffset: string } };
        return spec.timeOffset;
      }),
    );
    assert.deepEqual(offsets, [["-1m", "2m"], ["3m"]]);
  });

  test("makes the fault phase long enough for the last step of a Workflow that has no end", async (context) => {
    const templates = [
      { name: "all", templateType: "Serial", children: ["rest", "kill"] },
      { name: "rest", templateType: "Suspend", deadline: "30s" },
      { name: "kill", templateType: "PodChaos", podChaos: { action: "pod-kill", mode: "one", selector } },
    ];
    const flow = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "Workflow", metadata: { name: "web" } };
    const { read, exitCode } = await importing(context, {
      "flow.yaml": dump({ ...flow, spec: { entry: "all", templates } }),
    });
    assert.equal(exitCode, 0);
    assert.deepEqual(read("web.yaml").faults, [{ type: "kill", on: "web", start: "30s" }]);
    assert.equal(read("web.yaml").phases.fault, "50s");
  });

  test("plays a Workflow in its times, and a Schedule once, and names with their lines what isn't carried over", async (context) => {
    const { said, read, exitCode } = await importing(context, {
      "flow.yaml": `apiVersion: chaos-mesh.org/v1alpha1
kind: Workflow
metadata: { name: flow, namespace: shop }
spec:
  entry: all
  templates:
    - { name: all, templateType: Serial, deadline: 90s, children: [stress, rest, both, never] }
    - name: stress
      templateType: StressChaos
      deadline: 20s
      stressChaos: { mode: one, duration: 15s, selector: { labelSelectors: { app: web } }, stressors: { cpu: { workers: 1 } } }
    - { name: rest, templateType: Suspend, deadline: 10s }
    - { name: both, templateType: Parallel, children: [loss, kills, look] }
    - name: loss
      templateType: NetworkChaos
      deadline: 2m
      networkChaos: { action: loss, mode: all, selector: { labelSelectors: { app: db } }, loss: { loss: "5" } }
    - name: kills
      templateType: Schedule
      deadline: 40s
      schedule:
        schedule: "@every 2s"
        type: PodChaos
        podChaos: { action: pod-kill, mode: one, selector: { labelSelectors: { app: web } } }
    - { name: look, templateType: StatusCheck, deadline: 5s, statusCheck: {} }
    - { name: never, templateType: Suspend, deadline: 5s }
    - { name: stray, templateType: Suspend, deadline: 5s }
`,
      "often.yaml": `apiVersion: chaos-mesh.org/v1alpha1
kind: Schedule
metadata: { name: often }
spec:
  schedule: "@every 5m"
  type: HTTPChaos
  historyLimit: 5
  httpChaos: { mode: all, selector: { labelSelectors: { app: web } }, target: Request, port: 80, abort: true, duration: 1m }
`,
    });
    assert.equal(exitCode, 3);
    const flow = read("flow.yaml");
    assert.deepEqual(flow.system, { kubernetes: { namespace: "shop", selectors: { web: "app=web", db: "app=db" } } });
    assert.equal(flow.phases.fault, "1m30s");
    assert.deepEqual(flow.faults, [
      { type: "cpu-stress", on: "web", workers: 1, load: "100%", duration: "15s" },
      { type: "packet-loss", on: "db", loss: "5%", mode: "all", start: "30s", duration: "1m" },
      { type: "kill", on: "web", start: "30s" },
    ]);
    assert.match(
      said,
      /flow\.yaml:22:19 spec\.templates\[5\]\.schedule\.schedule: is played once here, and not @every 2s/,
    );
    assert.match(said, /flow\.yaml:25:7 spec\.templates\[6\]: asks a URL/);
    assert.match(said, /flow\.yaml:26:7 spec\.templates\[7\]: its parent's deadline is over/);
    assert.match(said, /flow\.yaml:27:7 spec\.templates\[8\]: nothing that is carried over leads to it/);
    assert.match(said, /often\.yaml:5:13 spec\.schedule: a run plays it once/);
    assert.deepEqual(read("often.yaml").faults, [
      { type: "http-abort", on: "web", port: 80, mode: "all", duration: "1m" },
    ]);
  });

  test("names what it can't make anything of, and goes on with the other documents and files", async (context) => {
    const { said, err, exitCode } = await importing(context, {
      "all.yaml": [
        "# the first",
        chaos("PodChaos", { action: "pod-kill", selector: { namespaces: ["a", "b"], labelSelectors: { app: "web" } } }),
        dump({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } }),
        chaos("DNSChaos", { action: "error", selector: { namespaces: ["shop"] } }, "dns"),
        chaos("NetworkChaos", { action: "delay", delay, remoteCluster: "far" }, "far"),
        chaos("NetworkChaos", { action: "delay", delay, duration: "48h" }, "long"),
      ].join("---\n"),
      "newer.yaml": chaos("PodChaos", {}).replace("v1alpha1", "v2"),
      "kind.yaml": chaos("PodChoas", {}),
      "itself.yaml": chaos("Workflow", {
        entry: "a",
        templates: [{ name: "a", templateType: "Serial", children: ["a"] }],
      }).replace(/ {2}(mode|selector):.*\n( {4}.*\n)*/g, ""),
      "bomb.yaml": `a: &a [x, x, x, x, x, x, x, x, x, x]\n${"bcdefg".replace(/./g, (c) => `${c}: &${c} [${`*${String.fromCharCode(c.charCodeAt(0) - 1)}, `.repeat(10)}]\n`)}`,
      "long.yaml": `${chaos("TimeChaos", {})}${`  x: &x ${"x".repeat(200_000)}\n  y: [${"*x, ".repeat(15_000)}]\n`}`,
      "large.yaml": "#".repeat(10 * 1024 * 1024),
      "k8s.yaml": "apiVersion: v1\nkind: Pod\n",
      "script.js": "export const options = {}",
      "broken.yaml": "apiVersion: chaos-mesh.org/v1alpha1\nkind: PodChaos\nmetadata: []\nspec: {}\n",
      "empty.yaml": "",
    });
    assert.equal(exitCode, 64);
    assert.match(said, /0 of 15 documents converted \(0 %\): 0 whole, 0 in part, 5 not at all, 10 not read/);
    assert.match(said, /all\.yaml:10:7 spec\.selector\.namespaces: a run is in one namespace/);
    assert.match(said, /all\.yaml:16:1 is no Chaos Mesh/);
    assert.match(said, /spec\.selector: says no labels/);
    assert.match(said, /spec\.remoteCluster: what is in another cluster/);
    assert.match(said, /spec\.duration: found "48h"/);
    assert.match(err, /found apiVersion "chaos-mesh.org\/v2"; what is read is chaos-mesh.org\/v1alpha1/);
    assert.match(err, /has no kind "PodChoas"\n {2}Did you mean PodChaos\?/);
    assert.match(err, /template "a" is in itself/);
    assert.match(err, /holds more than 20000 values with its aliases written out/);
    assert.match(err, /long\.yaml:1:1 holds more than 1048576 characters with its aliases written out/);
    assert.match(err, /large\.yaml is larger than 256 KiB/);
    assert.match(err, /k8s\.yaml is nothing that can be imported; found kind "Pod" of "v1"/);
    assert.match(err, /script\.js is a program[\s\S]*k6 inspect/);
    assert.match(err, /broken\.yaml:3:11 metadata: found \[\]/);
    assert.match(err, /empty\.yaml is empty/);
  });

  test("never writes over what it was made of", async (context) => {
    const folder = await temporaryFolder(context);
    const file = join(folder, "some-chaos.yaml");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, chaos("PodChaos", { action: "pod-kill" }));
    const { exitCode, err, out } = await runCommand(importCommand, file, "--out", folder, "--force");
    assert.equal(exitCode, 64);
    assert.match(out, /made up, as the file says nothing of it/);
    assert.match(out, /1 of 1 documents converted \(100 %\): 1 whole, 0 in part, 0 not at all; 1 not written/);
    assert.match(err, /would be written over, and is what is imported/);
    assert.match(readFileSync(file, "utf8"), /kind: PodChaos/);
  });
});

/** An action of chaostoxi. */
const toxi = (func: string, args: object, pauses = {}) => ({
  type: "action",
  name: func,
  pauses,
  provider: {
    type: "python",
    module: `chaostoxi.${func.includes("proxy") ? "proxy" : "toxic"}.actions`,
    func,
    arguments: args,
  },
});
const slow = (proxy: string, pauses = {}) =>
  toxi("create_latency_toxic", { for_proxy: proxy, toxic_name: "slow", latency: 500 }, pauses);
const heal = (proxy: string, pauses = {}) => toxi("delete_toxic", { for_proxy: proxy, toxic_name: "slow" }, pauses);
const post = (url: string) => ({ type: "action", name: "post", provider: { type: "http", method: "POST", url } });

/** A file of Chaos Toolkit, of which `one.yaml` is made. */
const toolkit = (method: readonly object[], more = {}) => JSON.stringify({ title: "One", method, ...more });
const latency = { type: "latency", latency: "500ms" };

describe("import of Chaos Toolkit", () => {
  test("makes loads of HTTP probes, faults of what it does to pods, and leaves the rest by name", async (context) => {
    const { said, path, read, exitCode } = await importing(context, {
      "pods.json": JSON.stringify(
        {
          title: "Losing a pod is $${harmless}",
          description: "in two\nlines",
          tags: ["k8s"],
          configuration: { base: { type: "env", key: "BASE_URL" }, count: 2, unused: "x" },
          secrets: { web: { token: { type: "env", key: "TOKEN" } }, db: { token: { type: "env", key: "DB_TOKEN" } } },
          controls: [{ name: "trace", provider: { type: "python", module: "tracing.control" } }],
          "steady-state-hypothesis": {
            title: "The shop answers",
            probes: [
              {
                type: "probe",
                name: "Shop answers",
                tolerance: [200, 404],
                provider: {
                  type: "http",
                  url: "${base}/cart",
                  arguments: { q: "a b" },
                  timeout: 3,
                  headers: { Authorization: "Bearer ${token}" },
                },
              },
              {
                type: "probe",
                name: "body",
                tolerance: { type: "regex", target: "body", pattern: "ok" },
                provider: { type: "http", url: "http://127.0.0.1:1/" },
              },
              {
                type: "probe",
                name: "pods",
                tolerance: true,
                provider: { type: "python", module: "chaosk8s.pod.probes", func: "pods_in_phase" },
              },
            ],
          },
          method: [
            {
              type: "action",
              name: "kill",
              pauses: { before: 5, after: 20 },
              provider: {
                type: "python",
                module: "chaosk8s.pod.actions",
                func: "terminate_pods",
                arguments: { label_selector: "app=web", ns: "shop", rand: true, qty: "${count}", grace_period: 0 },
              },
            },
            { type: "action", name: "load", provider: { type: "process", path: "vegeta", arguments: "attack" } },
            {
              type: "probe",
              name: "logs",
              provider: { type: "python", module: "chaosk8s.pod.probes", func: "read_pod_logs" },
            },
          ],
          rollbacks: [{ type: "action", name: "undo", provider: { type: "process", path: "kubectl" } }],
          mystery: 1,
        },
        undefined,
        1,
      ),
    });
    assert.equal(exitCode, 3);
    const name = "losing-a-pod-is-harmless.yaml";
    const made = read(name);
    assert.deepEqual(made.system, { kubernetes: { namespace: "shop", selectors: { web: "app=web" } } });
    assert.deepEqual(made.load["shop-answers"], {
      request: "GET ${BASE_URL}/cart?q=a%20b",
      rate: "40/s",
      timeout: "3000ms",
      headers: { Authorization: "Bearer ${TOKEN}" },
      "fail-on": ["100-199", "201-403", "405-599"],
    });
    assert.deepEqual(made.faults, [{ type: "kill", on: "web", mode: { fixed: 2 }, start: "5s" }]);
    assert.equal(made.phases.fault, "25s");
    assert.deepEqual(made.expect, ["shop-answers.error_rate < 2%", "body.error_rate < 2%"]);
    const left = [...(said.split("otherwise than it was there:")[0] ?? "").matchAll(/pods\.json:\d+:\d+ (\S+): /g)].map(
      ([, at]) => at,
    );
    assert.deepEqual(left.toSorted(), [
      "configuration.unused",
      "controls",
      "method[1]",
      "method[2]",
      "mystery",
      "rollbacks[0]",
      "secrets.db.token",
      "steady-state-hypothesis.probes[1].tolerance",
      "steady-state-hypothesis.probes[2]",
    ]);
    assert.match(said, /export TOKEN=…\n {2}export BASE_URL=…/);
    const { exitCode: validated, out } = await runCommand(
      validateCommand,
      path(name),
      "--var",
      "BASE_URL=http://127.0.0.1:1",
      "--var",
      "TOKEN=x",
    );
    assert.deepEqual([validated, out.trim()], [0, `ok ${path(name)}`]);
  });

  test("makes faults of toxics, by chaostoxi and by Toxiproxy's own API, each until it is taken out", async (context) => {
    const { read, said, exitCode } = await importing(context, {
      "toxics.yaml": dump({
        title: "Redis is slow",
        configuration: { toxiproxy_host: "127.0.0.1" },
        "steady-state-hypothesis": {
          title: "ok",
          probes: [
            {
              type: "probe",
              name: "shop",
              tolerance: 200,
              provider: { type: "http", url: "http://127.0.0.1:1/", timeout: [1, 2] },
            },
          ],
        },
        method: [
          toxi(
            "create_latency_toxic",
            { for_proxy: "redis", toxic_name: "slow", latency: 500, jitter: 20 },
            { after: 10 },
          ),
          toxi("create_toxic", {
            for_proxy: "redis",
            toxic_name: "cut",
            toxic_type: "slicer",
            stream: "upstream",
            toxicity: 0.5,
            attributes: { average_size: 64, delay: 1500 },
          }),
          toxi("delete_toxic", { for_proxy: "redis", toxic_name: "slow" }, { after: 5 }),
          {
            type: "action",
            name: "api",
            provider: {
              type: "http",
              method: "POST",
              url: "http://127.0.0.1:8474/proxies/db/toxics",
              headers: { "Content-Type": "application/json" },
              arguments: { type: "bandwidth", attributes: { rate: 10 } },
            },
          },
          toxi("disable_proxy", { proxy_name: "mail" }, { after: 15 }),
          toxi("create_proxy", { proxy_name: "new" }),
        ],
        rollbacks: [
          {
            type: "action",
            name: "api",
            provider: {
              type: "http",
              method: "DELETE",
              url: "http://127.0.0.1:8474/proxies/db/toxics/bandwidth_downstream",
            },
          },
          toxi("enable_proxy", { proxy_name: "mail" }),
          toxi("enable_proxy", { proxy_name: "redis" }),
        ],
      }),
    });
    assert.equal(exitCode, 3);
    const made = read("redis-is-slow.yaml");
    assert.deepEqual(made.system, {
      external: {
        toxiproxy: "http://127.0.0.1:8474",
        proxies: { "client -> redis": "redis", "client -> db": "db", "client -> mail": "mail" },
      },
    });
    assert.deepEqual(made.faults, [
      { type: "latency", on: "client -> redis", latency: "500ms", jitter: "20ms", duration: "10s" },
      {
        type: "slicer",
        on: "client -> redis",
        size: "64B",
        delay: "1.5ms",
        stream: "upstream",
        toxicity: 0.5,
        start: "10s",
      },
      { type: "bandwidth", on: "client -> db", rate: "10KB/s", start: "15s" },
      { type: "down", on: "client -> mail", start: "15s" },
    ]);
    assert.match(said, /method\[5\]: create_proxy changes proxies/);
    assert.match(said, /rollbacks\[2\]: brownout takes out what it put in, and does nothing else/);
    assert.doesNotMatch(said.split("otherwise")[0] ?? "", /rollbacks\[[01]\]/);
  });

  test("leaves a fault of which no pause says how long it is in, but where it is alone", async (context) => {
    const attack = { type: "action", name: "load", provider: { type: "process", path: "ab" } };
    const { read, said, exitCode } = await importing(context, {
      "one.json": toolkit([slow("a"), attack, heal("a"), slow("b", { after: 30 }), heal("b")]),
      "alone.json": toolkit([slow("a"), attack, heal("a")]),
    });
    assert.equal(exitCode, 3);
    assert.deepEqual(read("one.yaml").faults, [{ ...latency, on: "client -> b", duration: "30s" }]);
    assert.deepEqual(read("one-2.yaml").faults, [{ ...latency, on: "client -> a" }]);
    assert.match(said, /one\.json:\d+:\d+ method\[0\]: no pause says how long it is in, and it isn't the only/);
    assert.match(said, /alone\.json:\d+:\d+ method\[2\]: no pause is between it and what it takes out/);
    assert.doesNotMatch(said, /method\[2\]: is the end/);
  });

  test("makes the fault phase as long as its last fault needs", async (context) => {
    const { read, exitCode } = await importing(context, {
      "two.json": toolkit([slow("a", { after: 30 }), slow("b")]),
      "late.json": toolkit([slow("a", { before: 9 })]),
      "said.json": toolkit([slow("a", { after: 30 }), slow("b", { after: 5 })]),
    });
    assert.equal(exitCode, 0);
    const phases = ["one.yaml", "one-2.yaml", "one-3.yaml"].map((name) => read(name).phases.fault);
    assert.deepEqual(phases, ["50s", "29s", "35s"]);
  });

  test("lets the pauses of an activity in the background pass beside the others", async (context) => {
    const behind = (activity: object) => ({ ...activity, background: true });
    const { read, said } = await importing(context, {
      "one.json": toolkit([
        behind(slow("a", { after: 60 })),
        behind(toxi("reset", {}, { before: 20 })),
        slow("b", { before: 5, after: 30 }),
      ]),
    });
    const { faults, phases } = read("one.yaml");
    assert.deepEqual(faults, [
      { ...latency, on: "client -> a", duration: "20s" },
      { ...latency, on: "client -> b", start: "5s", duration: "15s" },
    ]);
    assert.equal(phases.fault, "1m");
    assert.match(said, /method\[1\]\.background: those that follow don't wait for it/);
  });

  test("lets a variable be a port, or all of a URL", async (context) => {
    const from = (key: string) => ({ type: "env", key });
    const probe = (url: string) => ({ type: "probe", name: "up", tolerance: 200, provider: { type: "http", url } });
    const { read, exitCode } = await importing(context, {
      "one.json": toolkit([slow("a", { after: 30 })], {
        configuration: { base: from("BASE_URL"), port: from("PORT"), toxiproxy_port: from("TOXI_PORT") },
        "steady-state-hypothesis": { probes: [probe("${base}/up"), probe("http://127.0.0.1:${port}/up")] },
      }),
    });
    assert.equal(exitCode, 0);
    const { load: loads, system } = read("one.yaml");
    const requests = Object.values(loads).map((one) => ("request" in one ? one.request : undefined));
    assert.deepEqual(requests, ["GET ${BASE_URL}/up", "GET http://127.0.0.1:${PORT}/up"]);
    assert.deepEqual(system, {
      external: { toxiproxy: "http://127.0.0.1:${TOXI_PORT}", proxies: { "client -> a": "a" } },
    });
  });

  test("leaves a reference to nothing as it is, also one by a name that every object has", async (context) => {
    const probeOf = (name: string) => {
      const provider = { type: "http", url: `http://127.0.0.1/\${${name}}` };
      return { type: "probe", name, tolerance: 200, provider };
    };
    const { read } = await importing(context, {
      "one.json": toolkit([slow("a", { after: 30 })], {
        configuration: { toxiproxy_url: "http://127.0.0.1:8474" },
        "steady-state-hypothesis": { probes: [probeOf("nobody"), probeOf("toString")] },
      }),
    });
    const [nobody, ofObjects] = Object.values(read("one.yaml").load).map((one) => JSON.stringify(one));
    assert.match(nobody ?? "", /127\.0\.0\.1\/.*nobody/);
    assert.equal(ofObjects, nobody?.replaceAll("nobody", "toString"));
  });

  test("takes for Toxiproxy's what is asked of the one that has the faults, and for one edge one proxy", async (context) => {
    const reset = post("http://shop.test/admin/reset");
    const { read, said, err } = await importing(context, {
      "one.json": toolkit([slow("db.main", { after: 30 }), reset, slow("db-main")], { rollbacks: [reset] }),
      "percent.json": toolkit([post("http://127.0.0.1:8474/proxies/100%/toxics"), slow("a")]),
    });
    assert.equal(err, "");
    assert.deepEqual(read("one.yaml").faults, [{ ...latency, on: "client -> db-main" }]);
    assert.deepEqual(read("one.yaml").system, {
      external: { toxiproxy: "http://127.0.0.1:8474", proxies: { "client -> db-main": "db.main" } },
    });
    assert.match(said, /one\.json:\d+:\d+ method\[1\]: no fault of brownout's is this request/);
    assert.match(said, /one\.json:\d+:\d+ method\[2\]: would be the edge client -> db-main/);
    assert.match(said, /one\.json:\d+:\d+ rollbacks\[0\]: brownout takes out what it put in, and does nothing else/);
    assert.match(said, /percent\.json:\d+:\d+ method\[0\]: no fault of brownout's is this request/);
  });
});

describe("import of Toxiproxy, Litmus and k6", () => {
  test("makes edges of Toxiproxy's proxies, and faults of the toxics that are in", async (context) => {
    const redis = { name: "shop_redis", listen: "127.0.0.1:26379", upstream: "redis.test:6379" };
    const { said, read, exitCode } = await importing(context, {
      "toxiproxy.json": JSON.stringify([redis, { ...redis, name: "db", listen: "[::]:25432", enabled: false }]),
      "proxies.json": JSON.stringify({
        shop_redis: {
          ...redis,
          toxics: [
            { name: "a", type: "latency", stream: "downstream", toxicity: 1, attributes: { latency: 100, jitter: 0 } },
            { name: "b", type: "reset_peer", stream: "upstream", toxicity: 0.5, attributes: { timeout: 0 } },
            { name: "c", type: "noise", attributes: {} },
          ],
        },
        port: { ...redis, name: "port", listen: ":6380" },
      }),
    });
    assert.equal(exitCode, 3);
    assert.deepEqual(read("slow-shop-redis.yaml").system, {
      external: {
        edges: {
          "client -> shop_redis": { listen: "127.0.0.1:26379", upstream: "redis.test:6379" },
          "client -> db": { listen: "[::]:25432", upstream: "redis.test:6379" },
        },
      },
    });
    assert.deepEqual(read("toxics.yaml").faults, [
      { type: "latency", on: "client -> shop_redis", latency: "100ms" },
      { type: "reset", on: "client -> shop_redis", after: "0ms", stream: "upstream", toxicity: 0.5 },
    ]);
    assert.match(said, /toxiproxy\.json:1:\d+ \[1\]\.enabled: is down all the time there/);
    assert.match(said, /shop_redis\.toxics\[2\]: brownout has no fault that is the same/);
    assert.match(said, /port\.listen: found ":6380"/);
  });

  test("makes faults of a Litmus engine's experiments, one after the other, and none of what would be another one", async (context) => {
    const env = (values: object) => Object.entries(values).map(([name, value]) => ({ name, value }));
    const engine = (name: string, experiments: readonly object[]) =>
      dump({
        apiVersion: "litmuschaos.io/v1alpha1",
        kind: "ChaosEngine",
        metadata: { name, namespace: "litmus" },
        spec: {
          appinfo: { appns: "shop", applabel: "app=cart", appkind: "deployment" },
          engineState: "active",
          chaosServiceAccount: "sa",
          experiments,
        },
      });
    const one = (name: string, values: object, probe: readonly object[] = []) => ({
      name,
      spec: { probe, components: { env: env(values) } },
    });
    const others = {
      "pod-network-loss": { DESTINATION_HOSTS: "db.test" },
      "pod-http-latency": { TOXICITY: "50" },
      "pod-http-status-code": { STATUS_CODE: "" },
      "pod-http-reset-peer": { RESET_TIMEOUT: "2000" },
      "pod-delete": { TARGET_PODS: "cart-1" },
      "pod-network-latency": { PODS_AFFECTED_PERC: "50", SEQUENCE: "serial" },
      "pod-http-modify-body": {},
    };
    const { said, read, exitCode } = await importing(context, {
      "whole.yaml": [
        engine("whole", [
          one("pod-delete", {
            TOTAL_CHAOS_DURATION: "25",
            CHAOS_INTERVAL: "10",
            FORCE: "true",
            PODS_AFFECTED_PERC: "50",
          }),
          one("pod-network-latency", {
            TOTAL_CHAOS_DURATION: "60",
            NETWORK_LATENCY: "300",
            JITTER: "20",
            RAMP_TIME: "5",
          }),
          one("pod-http-status-code", {
            TOTAL_CHAOS_DURATION: "30",
            STATUS_CODE: "503",
            MODIFY_RESPONSE_BODY: "false",
            TARGET_SERVICE_PORT: "8080",
            PODS_AFFECTED_PERC: "100",
          }),
        ]),
        dump({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "sa" } }),
      ].join("---\n"),
      "probed.yaml": engine("probed", [
        one("pod-network-loss", { TOTAL_CHAOS_DURATION: "60", NETWORK_PACKET_LOSS_PERCENTAGE: "30", WHAT: "x" }, [
          {
            name: "Front end",
            type: "httpProbe",
            mode: "Continuous",
            "httpProbe/inputs": {
              url: "http://127.0.0.1:1/",
              method: { get: { criteria: "!=", responseCode: "503" } },
            },
            runProperties: { probeTimeout: "2s", interval: "1s" },
          },
          { name: "pods", type: "k8sProbe" },
        ]),
      ]),
      "others.yaml": Object.entries(others)
        .map(([name, values]) => engine(name, [one(name, { TOTAL_CHAOS_DURATION: "30", ...values })]))
        .join("---\n"),
      "newer.yaml": engine("newer", [one("pod-delete", {})]).replace("v1alpha1", "v2"),
    });
    assert.equal(exitCode, 64);
    assert.match(said, /2 of 11 documents converted \(18 %\): 1 whole, 1 in part, 8 not at all, 1 not read/);
    assert.deepEqual(read("whole.yaml").faults, [
      { type: "kill", on: "cart", mode: { percent: 50 }, duration: "10s" },
      { type: "kill", on: "cart", mode: { percent: 50 }, start: "10s", duration: "10s" },
      { type: "kill", on: "cart", mode: { percent: 50 }, start: "20s", duration: "5s" },
      { type: "packet-delay", on: "cart", delay: "300ms", jitter: "20ms", start: "30s", duration: "1m" },
      { type: "http-status", on: "cart", status: 503, port: 8080, mode: "all", start: "1m35s", duration: "30s" },
    ]);
    assert.equal(read("whole.yaml").phases.fault, "2m5s");
    const probed = read("probed.yaml");
    assert.deepEqual(probed.load["front-end"], {
      request: "GET http://127.0.0.1:1/",
      rate: "40/s",
      timeout: "2000ms",
      "fail-on": ["503"],
    });
    assert.deepEqual(probed.faults, [{ type: "packet-loss", on: "cart", loss: "30%", duration: "1m" }]);
    assert.match(said, /WHAT: brownout knows nothing of it/);
    assert.match(said, /probe\[1\]: is a "k8sProbe"/);
    for (const why of ["DESTINATION_HOSTS", "TOXICITY", "STATUS_CODE", "RESET_TIMEOUT", "TARGET_PODS", "SEQUENCE"]) {
      assert.match(said, new RegExp(`others\\.yaml:\\d+:\\d+ \\S+: ${why}: `));
    }
    assert.match(said, /no fault of brownout's is the same as pod-http-modify-body/);
  });

  test("ends with 3 where there is nothing to make an experiment of", async (context) => {
    const { said, exitCode } = await importing(context, { "options.json": JSON.stringify({ thresholds: {} }) });
    assert.match(said, /0 of 1 documents converted/);
    assert.equal(exitCode, 3);
  });

  test("makes criteria of k6's thresholds, and leaves those of other things than a load's requests", async (context) => {
    const { said, read, exitCode } = await importing(context, {
      "options.json": JSON.stringify({
        vus: null,
        rps: 5,
        scenarios: { shop: { executor: "constant-arrival-rate", rate: 90, timeUnit: "1m", duration: "5m" } },
        thresholds: {
          http_req_duration: ["p(95)<500", "avg <= 200", "min<10", "p(99.9)==1"],
          http_req_failed: [{ threshold: "rate<0.07", abortOnFail: true, delayAbortEval: "10s" }],
          http_reqs: "rate>1",
          "http_req_duration{kind:html}": ["med<10"],
          checks: ["rate>0.9"],
        },
      }),
    });
    assert.equal(exitCode, 3);
    const made = read("k6-thresholds.yaml");
    const criteria = ["clients.p95 < 500ms", "clients.mean <= 200ms", "clients.error_rate < 7%", "clients.rate > 1/s"];
    assert.deepEqual(made.expect, criteria);
    assert.deepEqual(made["steady-state"], criteria);
    assert.deepEqual((made as Experiment & { abort: unknown }).abort, ["clients.error_rate >= 7% over 15s"]);
    assert.deepEqual(made.load.clients, {
      request: "GET target/",
      rate: "1.5/s",
      timeout: "60s",
      "fail-on": ["4xx", "5xx"],
    });
    const left = [...(said.split("otherwise")[0] ?? "").matchAll(/options\.json:\d+:\d+ (.*?): /g)].map(([, at]) => at);
    assert.deepEqual(left.toSorted(), [
      "rps",
      "scenarios.shop.duration",
      "thresholds.checks[0]",
      "thresholds.http_req_duration[2]",
      "thresholds.http_req_duration[3]",
      "thresholds.http_req_failed[0].delayAbortEval",
      'thresholds["http_req_duration{kind:html}"][0]',
    ]);
  });
});
