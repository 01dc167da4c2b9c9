import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { chaosObject } from "../../../src/faults/chaos-mesh/chaos-object.ts";
import { chaosRecipes, recipeOf } from "../../../src/faults/chaos-mesh/recipes.ts";
import { chaosKinds, faultKinds } from "../../../src/faults/kinds.ts";
import type { Mode } from "../../../src/files/experiment/fault-spec.ts";
import { effectCases } from "../../contract/fault-effects.ts";
import { edge, faultOf, places, pricing } from "./chaos-plan.ts";

const RUN = { id: "r1" };

function specOf(type: string, words: object = {}, on = pricing) {
  const { selector, mode, value, duration, ...rest } = chaosObject(faultOf(type, words, on), places, RUN)
    .spec as Record<string, unknown>;
  return rest;
}

const toCaller = (labels: string) => ({
  target: { mode: "all", selector: { namespaces: ["shop"], labelSelectors: { "app.kubernetes.io/name": labels } } },
});

describe("a type of fault becomes an object of Chaos Mesh", () => {
  const cases: readonly (readonly [type: string, words: object, on: typeof edge, spec: object])[] = [
    [
      "packet-delay",
      { delay: "500ms", jitter: "100ms", correlation: "50%" },
      pricing,
      {
        action: "delay",
        delay: { latency: "500ms", jitter: "100ms", correlation: "50" },
      },
    ],
    [
      "packet-loss",
      { loss: "5%", correlation: 0.25 },
      edge,
      {
        action: "loss",
        loss: { loss: "5", correlation: "25" },
        direction: "both",
        ...toCaller("pricing"),
      },
    ],
    [
      "packet-duplicate",
      { share: "1%" },
      pricing,
      { action: "duplicate", duplicate: { duplicate: "1", correlation: "0" } },
    ],
    [
      "packet-duplicate",
      { share: "1%" },
      edge,
      {
        action: "duplicate",
        duplicate: { duplicate: "1", correlation: "0" },
        direction: "from",
        ...toCaller("pricing"),
      },
    ],
    [
      "packet-corrupt",
      { share: "0.1%" },
      pricing,
      { action: "corrupt", corrupt: { corrupt: "0.1", correlation: "0" } },
    ],
    [
      "packet-reorder",
      { share: "25%" },
      pricing,
      {
        action: "delay",
        delay: { latency: "10ms", correlation: "0", reorder: { reorder: "25", correlation: "0", gap: 1 } },
      },
    ],
    [
      "packet-bandwidth",
      { rate: "100KB/s" },
      pricing,
      {
        action: "bandwidth",
        bandwidth: { rate: "100000bps", limit: 40_000, buffer: 65_536 },
      },
    ],
    ["partition", { direction: "upstream" }, edge, { action: "partition", direction: "to", ...toCaller("pricing") }],
    ["tcp-reset", {}, pricing, { action: "partition", partitionBehavior: "reject" }],
    ["pause", {}, pricing, { action: "pod-failure" }],
    ["container-kill", { containers: ["service"] }, pricing, { action: "container-kill", containerNames: ["service"] }],
    ["cpu-stress", { load: "80%" }, pricing, { stressors: { cpu: { workers: 1, load: 80 } } }],
    [
      "memory-stress",
      { size: "64MB", containers: ["app"] },
      pricing,
      {
        stressors: { memory: { workers: 1, size: "64000000B" } },
        containerNames: ["app"],
      },
    ],
    [
      "http-abort",
      { port: 80, path: "/a/*", method: "GET" },
      pricing,
      {
        target: "Request",
        port: 80,
        path: "/a/*",
        method: "GET",
        abort: true,
      },
    ],
    ["http-delay", { port: 80, delay: "1.5s" }, pricing, { target: "Request", port: 80, path: "*", delay: "1500ms" }],
    [
      "http-status",
      { port: 80, status: 503 },
      pricing,
      {
        target: "Response",
        port: 80,
        path: "*",
        replace: { code: 503 },
      },
    ],
    ["dns-error", { names: ["pay.*"] }, pricing, { action: "error", patterns: ["pay.*"] }],
    [
      "clock-skew",
      { by: "10m", direction: "behind" },
      pricing,
      {
        timeOffset: "-600000ms",
        clockIds: ["CLOCK_REALTIME"],
      },
    ],
    [
      "io-delay",
      { volume: "/data", delay: "100ms", operations: ["read"] },
      pricing,
      {
        action: "latency",
        delay: "100ms",
        volumePath: "/data",
        percent: 100,
        methods: ["read"],
      },
    ],
    [
      "io-error",
      { volume: "/data", path: "/data/x", share: "50%", error: "ENOSPC" },
      pricing,
      {
        action: "fault",
        errno: 28,
        volumePath: "/data",
        path: "/data/x",
        percent: 50,
      },
    ],
  ];
  for (const [type, words, on, spec] of cases) {
    test(type, () => assert.deepEqual(specOf(type, words, on), spec));
  }

  test("every one of them is in a case here", () => {
    const tested = new Set(["latency", ...cases.map(([type]) => type)]);
    assert.deepEqual(
      chaosRecipes.map(({ type }) => type).filter((type) => !tested.has(type)),
      [],
    );
    assert.ok(chaosKinds.every((kind) => faultKinds.includes(kind)));
  });

  test("but not for a share of the connections, which it can't tell apart", () => {
    const half = faultOf("latency", { latency: "1s", toxicity: "50%" }, edge);
    assert.match(recipeOf("latency")?.refuses?.(half.params)?.why ?? "", /all connections of an edge/);
  });
});

test("modes are Chaos Mesh's own", () => {
  const modeOf = (mode: Mode) => {
    const { mode: name, value } = chaosObject({ ...faultOf("pause"), mode }, places, RUN).spec as Record<
      string,
      unknown
    >;
    return [name, value];
  };
  assert.deepEqual(modeOf({ kind: "one" }), ["one", undefined]);
  assert.deepEqual(modeOf({ kind: "all" }), ["all", undefined]);
  assert.deepEqual(modeOf({ kind: "fixed", count: 3 }), ["fixed", "3"]);
  assert.deepEqual(modeOf({ kind: "percent", percent: 33.3 }), ["fixed-percent", "34"]);
  assert.deepEqual(modeOf({ kind: "random-max-percent", percent: 50 }), ["random-max-percent", "50"]);
});

/** Values that the fields of Chaos Mesh's CRDs and webhooks take. */
const takes: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...Object.fromEntries(
    ["latency", "jitter", "delay", "duration"].map((key) => [
      key,
      (value: unknown) => /^\d+(\.\d+)?ms$/.test(`${value}`),
    ]),
  ),
  timeOffset: (value) => /^-?\d+(\.\d+)?ms$/.test(`${value}`),
  ...Object.fromEntries(
    ["loss", "duplicate", "corrupt", "reorder", "correlation"].map((key) => [
      key,
      (value: unknown) => typeof value === "string" && Number(value) >= 0 && Number(value) <= 100,
    ]),
  ),
  rate: (value) => /^\d+bps$/.test(`${value}`),
  limit: (value) => isWhole(value, 1, 2 ** 32 - 1),
  buffer: (value) => isWhole(value, 1, 2 ** 32 - 1),
  percent: (value) => isWhole(value, 1, 100),
  load: (value) => isWhole(value, 1, 100),
  size: (value) => /^\d+B$/.test(`${value}`),
};

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function check(value: unknown, path = "spec"): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const fits = takes[key];
    if (fits !== undefined && typeof inner !== "object") assert.ok(fits(inner), `${path}.${key}: ${inner}`);
    else check(inner, `${path}.${key}`);
  }
}

test("whatever an experiment says, the fields are what Chaos Mesh takes", () => {
  const durations = fc.integer({ min: 1, max: 86_400_000 }).map((ms) => `${ms}ms`);
  const shares = fc.double({ min: 1e-4, max: 1, noNaN: true });
  const words = fc.record({
    latency: durations,
    delay: durations,
    jitter: durations,
    by: durations,
    loss: shares,
    share: shares,
    load: shares,
    correlation: shares,
    rate: fc.integer({ min: 1, max: 1e9 }).map((kilobytes) => `${kilobytes}KB/s`),
    size: fc.integer({ min: 1, max: 1e6 }).map((megabytes) => `${megabytes}MB`),
  });
  fc.assert(
    fc.property(words, fc.constantFrom(...chaosRecipes), (any, { type }) => {
      const kind = faultKinds.find((one) => one.type === type) ?? assert.fail();
      const keys = Object.keys(kind.params.shape);
      const own = Object.fromEntries(Object.entries(any).filter(([key]) => keys.includes(key)));
      const fault = faultOf(type, { ...effectCases[type]?.params, ...own }, kind.targets === "edge" ? edge : pricing);
      check(chaosObject(fault, places, RUN).spec);
    }),
  );
});
