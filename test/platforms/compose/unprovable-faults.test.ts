import assert from "node:assert/strict";
import { test } from "node:test";
import { toxicKinds } from "../../../src/faults/toxiproxy/list.ts";
import type { ComposeSpec } from "../../../src/files/experiment/system-spec.ts";
import type { Survey } from "../../../src/platforms/compose/survey.ts";
import { unprovableFaults } from "../../../src/platforms/compose/unprovable-faults.ts";
import { plannedFault } from "../../support/planned-fault.ts";

const edge = { kind: "edge", caller: "web", callee: "db" } as const;

function warnings(
  upstream: string,
  type: string,
  params: Readonly<Record<string, unknown>>,
  { proxy = "toxiproxy", isHere = true }: { readonly proxy?: ComposeSpec["proxy"]; readonly isHere?: boolean } = {},
): readonly string[] {
  const kind = toxicKinds.find((one) => one.type === type);
  assert.ok(kind);
  // The rest of a survey says nothing of that.
  const found = {
    engine: { isHere },
    edges: [{ edge, proxy: "web-db" }],
    proxies: [{ name: "web-db", listen: "0.0.0.0:20001", upstream, enabled: true, toxics: [] }],
  } as unknown as Survey;
  return unprovableFaults(found, { proxy } as ComposeSpec, [plannedFault(kind, edge, params)]);
}

test("a plan says beforehand of which toxics nothing will show that they took effect", () => {
  const hidden = [
    ["db:5432", "bandwidth", { rate: "1KB/s" }],
    ["db:5432", "slicer", { size: "20B", delay: "100ms" }],
    ["db:5432", "limit", { bytes: "1KB" }],
    ["db:6379", "limit", { bytes: "1MB", stream: "upstream" }],
    ["db:6379", "slicer", { size: "100B", stream: "upstream" }],
    ["db:3306", "latency", { latency: "1s", stream: "upstream" }],
    ["web:80", "latency", { latency: "5ms" }],
  ] as const;
  for (const [upstream, type, params] of hidden) {
    const [warning, ...others] = warnings(upstream, type, params);
    assert.match(warning ?? "", new RegExp(`^nothing will show that ${type}-1 takes effect.* ${upstream} `), type);
    assert.deepEqual(others, []);
  }
});

test("and nothing of those that a call of ours will show", () => {
  const shown = [
    ["db:5432", "latency", { latency: "200ms" }],
    ["db:5432", "latency", { latency: "200ms", stream: "upstream" }],
    ["db:5432", "bandwidth", { rate: "10KB/s", stream: "upstream" }],
    ["db:6379", "latency", { latency: "200ms" }],
    ["db:6379", "bandwidth", { rate: "10KB/s" }],
    ["db:6379", "slicer", { size: "100B", stream: "upstream", delay: "10ms" }],
    ["db:3306", "timeout", {}],
    ["db:3306", "slow-close", { delay: "1s", stream: "upstream" }],
    ["web:80", "bandwidth", { rate: "1MB/s" }],
  ] as const;
  for (const [upstream, type, params] of shown) assert.deepEqual(warnings(upstream, type, params), [], type);
});

test("a proxy that counts proves everything, and containers that can't be reached from here nothing", () => {
  assert.deepEqual(warnings("db:5432", "bandwidth", { rate: "1KB/s" }, { proxy: "brownout" }), []);
  const [warning] = warnings("db:5432", "latency", { latency: "1s" }, { isHere: false });
  assert.match(warning ?? "", /can't be reached from this machine; `proxy: brownout` or `proxy: redirect`/);
});
