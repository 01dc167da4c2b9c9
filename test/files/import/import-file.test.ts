import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { splitDocuments } from "../../../src/files/import/documents.ts";
import { importFile } from "../../../src/files/import/import-file.ts";
import { interpretSchemas } from "../../../src/files/interpret-schemas.ts";
import { fieldsOf } from "../../../src/files/yaml/fields.ts";
import { formatPath, type Path } from "../../../src/files/yaml/problem.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { draws } from "../../support/draws.ts";

interpretSchemas();

const env = (values: object) => Object.entries(values).map(([name, value]) => ({ name, value }));
const chaos = {
  apiVersion: "chaos-mesh.org/v1alpha1",
  metadata: { name: "one", namespace: "shop", uid: "x", labels: { a: "b" } },
};
const selector = { labelSelectors: { app: "web" } };

/** A document of each tool, in which no value is the one that the tool takes where it isn't there. */
const samples: readonly object[] = [
  {
    ...chaos,
    kind: "NetworkChaos",
    spec: {
      action: "delay",
      mode: "all",
      selector,
      delay: { latency: "90ms", jitter: "9ms", correlation: "25" },
      duration: "1m",
    },
    status: {},
    more: 1,
  },
  {
    ...chaos,
    kind: "HTTPChaos",
    spec: {
      mode: "fixed",
      value: "2",
      selector,
      target: "Request",
      port: 80,
      path: "/a",
      method: "GET",
      delay: "1s",
      tls: {},
    },
  },
  {
    ...chaos,
    kind: "Workflow",
    spec: {
      entry: "all",
      templates: [
        { name: "all", templateType: "Serial", children: ["rest", "kills", "task"] },
        { name: "rest", templateType: "Suspend", deadline: "5s" },
        {
          name: "kills",
          templateType: "Schedule",
          deadline: "4s",
          schedule: {
            schedule: "@every 2s",
            historyLimit: 1,
            type: "PodChaos",
            podChaos: { action: "pod-kill", mode: "all", selector },
          },
        },
        { name: "task", templateType: "Task", task: { container: { name: "x" } } },
      ],
    },
  },
  {
    title: "One",
    description: "What it is",
    tags: ["a"],
    configuration: { base: "http://127.0.0.1:1", host: { type: "env", key: "HOST" }, unused: 1 },
    secrets: { group: { token: { type: "env", key: "TOKEN" } } },
    controls: [{ name: "c" }],
    contributions: { safety: "high" },
    "steady-state-hypothesis": {
      title: "All is well",
      probes: [
        {
          type: "probe",
          name: "front",
          tolerance: [200, 404],
          provider: {
            type: "http",
            url: "${base}/a",
            method: "POST",
            timeout: 2,
            headers: { a: "${token}" },
            arguments: { q: "1" },
          },
        },
      ],
    },
    method: [
      {
        type: "action",
        name: "slow",
        pauses: { before: 1, after: 30 },
        background: true,
        provider: {
          type: "python",
          module: "chaostoxi.toxic.actions",
          func: "create_toxic",
          arguments: {
            for_proxy: "db",
            toxic_name: "t",
            toxic_type: "latency",
            stream: "upstream",
            toxicity: 0.5,
            attributes: { latency: 5, jitter: 1 },
          },
        },
      },
      { type: "action", name: "other", provider: { type: "process", path: "true" } },
    ],
    rollbacks: [{ type: "action", name: "back", provider: { type: "process", path: "true" } }],
  },
  {
    apiVersion: "litmuschaos.io/v1alpha1",
    kind: "ChaosEngine",
    metadata: { name: "one", namespace: "litmus", annotations: { a: "b" } },
    spec: {
      appinfo: { appns: "shop", applabel: "app=web", appkind: "deployment" },
      engineState: "active",
      auxiliaryAppInfo: "a:b",
      experiments: [
        {
          name: "pod-network-latency",
          spec: {
            components: {
              env: env({
                TOTAL_CHAOS_DURATION: "30",
                NETWORK_LATENCY: "300",
                JITTER: "3",
                PODS_AFFECTED_PERC: "50",
                LIB: "litmus",
                WHAT: "x",
              }),
              resources: {},
            },
            probe: [
              {
                name: "front",
                type: "httpProbe",
                mode: "EOT",
                "httpProbe/inputs": {
                  url: "http://127.0.0.1:1/",
                  method: { get: { criteria: "==", responseCode: "200" } },
                },
                runProperties: { probeTimeout: "2s", interval: "1s" },
              },
            ],
          },
        },
      ],
    },
  },
  [
    {
      name: "db",
      listen: "127.0.0.1:1",
      upstream: "127.0.0.1:2",
      enabled: false,
      toxics: [{ type: "limit_data", name: "x", stream: "upstream", toxicity: 0.5, attributes: { bytes: 9 } }],
    },
  ],
  {
    thresholds: {
      http_req_duration: ["p(95)<500", "min<1"],
      http_req_failed: [{ threshold: "rate<0.1", abortOnFail: true, delayAbortEval: "1s" }],
    },
    scenarios: { one: { executor: "constant-arrival-rate", rate: 3, timeUnit: "1m", duration: "1m" } },
    vus: 3,
  },
];

/** Places that say nothing by themselves: names by which nothing is called, and parts of what is named as a whole. */
const saysNothing = [
  "method[0].provider.arguments.toxic_name",
  "steady-state-hypothesis.probes[0].type",
  "[0].toxics[0].name",
  "metadata.labels.a",
  "metadata.annotations.a",
];

/** All that is said of a document, but for lines and columns. */
function outcome(document: unknown): { readonly text: string; readonly left: readonly string[] } {
  try {
    const imported = importFile({ path: "x.yaml", text: JSON.stringify(document) }, () => false);
    const left = imported.flatMap((one) => one.left.map(({ path }) => path));
    const words = imported.map(({ experiment, left: all, otherwise }) => [
      experiment?.text.replaceAll(/:\d+:\d+/g, ""),
      experiment?.manifests,
      [...all, ...otherwise].map(({ path, message }) => [path, message]),
    ]);
    return { text: JSON.stringify(words), left };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { text: error.message.replaceAll(/:\d+:\d+/g, ""), left: [] };
  }
}

function* placesIn(value: unknown, at: Path = []): Generator<Path> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    yield path;
    yield* placesIn(inner, path);
  }
}

/** A document with another value at a place, or without any. */
function changed(document: object, path: Path, value?: unknown): unknown {
  const copy = structuredClone(document);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown>)[step], copy);
  const key = path.at(-1) ?? "";
  if (value !== undefined) Object.assign(holder as object, { [key]: value });
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete (holder as Record<PropertyKey, unknown>)[key];
  return copy;
}

describe("import of another tool's document", () => {
  test("takes no key away without a word: without it, something else is made or said", () => {
    const silent: string[] = [];
    for (const sample of samples) {
      const whole = outcome(sample);
      assert.match(whole.text, /system:/);
      for (const path of placesIn(sample)) {
        const at = formatPath(path);
        const isLeft = whole.left.some((one) => at === one || at.startsWith(`${one}.`) || at.startsWith(`${one}[`));
        if (isLeft || saysNothing.includes(at) || outcome(changed(sample, path)).text !== whole.text) continue;
        silent.push(`${fieldsOf(sample).kind ?? Object.keys(sample)[0]}: ${at}`);
      }
    }
    assert.deepEqual(silent, []);
  });

  test("makes something of any value in any place, or refuses it as the user's", () => {
    const places = samples.flatMap((sample) => [...placesIn(sample)].map((path) => ({ sample, path })));
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("", "${x}", "{{ x }}", "*", -1, 1e9, "99h", [[]], { type: "env", key: "a-b" }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), value, ({ sample, path }, other) => {
        outcome(changed(sample, path, other));
      }),
      { numRuns: draws(300, 20_000) },
    );
  });

  test("keeps the lines of several documents in one file", () => {
    const line = fc.constantFrom("a: 1", "# --- no", "b: '---'", "", " ---", "---x: 1", "\t", "é: |\r");
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), (documents) => {
        const text = documents.map((lines) => lines.map((one) => `${one}\n`).join("")).join("---\n");
        const all = text.split("\n");
        for (const { text: one } of splitDocuments({ path: "x.yaml", text })) {
          const own = one.split("\n");
          const [first] = own.flatMap((own, index) => (own.trim() === "" ? [] : [index]));
          assert.ok(
            first !== undefined && own[first]?.trimEnd() === all[first]?.replace(/^---(?=\s|$)/, "   ").trimEnd(),
          );
        }
      }),
      { numRuns: draws(100, 5_000) },
    );
  });
});
