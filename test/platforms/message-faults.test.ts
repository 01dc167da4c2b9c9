/** Tests that faults on messages, and delays that are uneven, are planned where something makes them, and refused elsewhere with what would. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chaosCapabilities } from "../../src/faults/chaos-mesh/chaos-capabilities.ts";
import { withElsewhere } from "../../src/faults/elsewhere.ts";
import { faultKinds } from "../../src/faults/kinds.ts";
import { messageKinds } from "../../src/faults/messages/list.ts";
import type { FaultSpec } from "../../src/files/experiment/fault-spec.ts";
import type { ComposeSpec } from "../../src/files/experiment/system-spec.ts";
import { makePlan } from "../../src/judge/plan/make-plan.ts";
import type { Capabilities } from "../../src/judge/plan/plan.ts";
import { composeCapabilities } from "../../src/platforms/compose/capabilities.ts";
import type { Survey as ComposeSurvey } from "../../src/platforms/compose/survey.ts";
import { externalCapabilities } from "../../src/platforms/external/capabilities.ts";
import type { Survey as ExternalSurvey } from "../../src/platforms/external/survey.ts";
import { localCapabilities } from "../../src/platforms/local/capabilities.ts";
import { effectCases } from "../contract/fault-effects.ts";
import { edge, faultOf, places, pricing } from "../faults/chaos-mesh/chaos-plan.ts";
import { FakeChaosMesh } from "../faults/chaos-mesh/fake-chaos-mesh.ts";
import { experimentOf, graph } from "../judge/plan/plan-input.ts";

const onEdges = messageKinds.map(({ type }) => {
  const { params, onEdge = params } = effectCases[type] ?? {};
  return faultOf(type, onEdge, edge);
});
const onServices = messageKinds
  .filter(({ targets }) => targets === "either")
  .map(({ type }) => faultOf(type, effectCases[type]?.params, pricing));

const uneven = [
  faultOf("latency", { latency: { p50: "38ms", p99: "2.8s" } }, edge),
  faultOf("latency", { latency: "100ms", jitter: "30ms", distribution: "pareto" }, edge),
];
const even = [faultOf("latency", { latency: "100ms", jitter: "30ms" }, edge)];

/** The reason each fault can't be made, or "" where it can. */
function refusals(capabilities: Omit<Capabilities, "platform">, faults: readonly FaultSpec[]): readonly string[] {
  return faults.map((fault) => {
    try {
      const found = withElsewhere({ platform: "here", ...capabilities });
      makePlan(experimentOf({ faults: [fault] }), { graph, ...found }, faultKinds);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  });
}

function checkAll(found: readonly string[], what: RegExp): void {
  for (const why of found) assert.match(why, what);
}

test("on this machine they are made on edges", () => {
  const capabilities = localCapabilities(new Set());
  checkAll(refusals(capabilities, [...onEdges, ...uneven]), /^$/);
  checkAll(
    refusals(capabilities, onServices),
    /of a service, Chaos Mesh makes it, in pods; put it on an edge .*--on kubernetes/,
  );
});

const proxiedShop = {
  engine: { isHere: true },
  project: { name: "shop", services: graph.services.map((service) => ({ ...service, hostNames: [service.name] })) },
  server: { name: "toxiproxy", image: "toxiproxy:2.12.0", command: [], volumes: [], publishedPorts: [8474] },
  edges: [{ edge, proxy: "checkout-pricing" }],
  proxies: [],
} as unknown as ComposeSurvey;

test("on Compose our own proxy makes them, and the stock Toxiproxy doesn't", () => {
  const on = (proxy: ComposeSpec["proxy"], faults: readonly FaultSpec[]) => {
    const spec = { files: ["compose.yaml"], existing: false, proxy, edges: {} } as const;
    return refusals(composeCapabilities(proxiedShop, spec, { system: { graph }, faults }, {}), faults);
  };
  checkAll(on("brownout", [...onEdges, ...uneven]), /^$/);
  checkAll(on("redirect", [...onEdges, ...uneven]), /^$/);
  checkAll(on("toxiproxy", uneven), /Toxiproxy spreads delays evenly, .*; `proxy: brownout` or/);
  checkAll(on("toxiproxy", even), /^$/);
  checkAll(on("toxiproxy", onEdges), /Toxiproxy knows bytes and connections, no messages; `proxy: brownout` or/);
  checkAll(on("toxiproxy", onServices), /of a service, Chaos Mesh makes it/);
});

test("on Compose a proxy of ours is told of its edges, but for one that would keep it after the run", () => {
  const told = (proxy: ComposeSpec["proxy"], existing: boolean) => {
    const spec = { files: ["compose.yaml"], existing, proxy, edges: {} } as const;
    return composeCapabilities(proxiedShop, spec, { system: { graph }, faults: [] }, {}).factsOnly;
  };
  for (const able of [told("brownout", false), told("redirect", false), told("redirect", true)])
    assert.deepEqual(able?.on, ["checkout -> pricing"]);
  const kept = told("brownout", true);
  assert.deepEqual(kept?.on, []);
  assert.match(`${kept?.why}; ${kept?.instead}`, /stays up, and would keep it after the run; leave `existing` out/);
  assert.deepEqual(told("toxiproxy", false)?.on, []);
});

test("on Compose callers are told of the run's own authority where brownout makes their containers, on this machine", () => {
  const authority = (proxy: ComposeSpec["proxy"], existing = false, isOnThisMachine = true) => {
    const spec = { files: ["compose.yaml"], existing, proxy, edges: {} } as const;
    const found = { ...proxiedShop, engine: { isHere: true, isOnThisMachine } } as unknown as ComposeSurvey;
    return composeCapabilities(found, spec, { system: { graph }, faults: [] }, {}).authority;
  };
  const told = { at: "/brownout/ca.pem in its callers' containers" };
  assert.deepEqual([authority("brownout"), authority("redirect")], [told, told]);
  const untold = [authority("toxiproxy"), authority("brownout", true), authority("redirect", true)];
  assert.deepEqual(untold, [undefined, undefined, undefined]);
  assert.match(
    JSON.stringify(authority("redirect", false, false)),
    /can't be mounted into containers on another machine/,
  );
});

test("on what runs already they are made where our own proxy is on the edge", () => {
  const ours = [{ edge, listen: "127.0.0.1:9001", upstream: "127.0.0.1:9002" }];
  const theirs = [{ edge, proxy: "checkout-pricing" }];
  const other = [{ ...ours[0], edge: { caller: "gateway", callee: "checkout" } }];
  const on = (edges: readonly object[], through: readonly object[], faults = onEdges) => {
    const spec = { services: {}, edges, proxies: [], toxiproxy: "http://127.0.0.1:8474" };
    const found = { spec, through, listed: [], processes: new Map(), graph } as unknown as ExternalSurvey;
    return refusals(externalCapabilities(found, { faults }), faults);
  };
  checkAll(on(ours, []), /^$/);
  const withAddresses =
    /Toxiproxy knows bytes and connections, no messages; give an edge its addresses under system\.external/;
  checkAll(on([], theirs), withAddresses);
  checkAll(on(other, theirs), withAddresses);
  checkAll(on(ours, [], uneven), /^$/);
  checkAll(on([], theirs, uneven), /Toxiproxy spreads delays evenly, .*; give an edge its addresses/);
  checkAll(on([], theirs, even), /^$/);
  checkAll(on([], []), /no edge has a proxy on it; give an edge its addresses/);
});

test("on what runs already nothing is said of edges to a proxy that was there before, whosever it is", () => {
  const told = (isOurs: boolean) => {
    const spec = { services: {}, edges: [], proxies: [], toxiproxy: "http://127.0.0.1:8474" };
    const through = [{ edge, proxy: "checkout-pricing" }];
    const found = { spec, through, listed: [], processes: new Map(), graph, isOurs } as unknown as ExternalSurvey;
    return externalCapabilities(found, { faults: [] }).factsOnly;
  };
  assert.deepEqual([told(true)?.on, told(false)?.on], [[], []]);
  assert.match(told(true)?.why ?? "", /was there before the run would keep it after the run/);
  assert.match(told(false)?.why ?? "", /no proxy of brownout's is on it/);
});

test("on a cluster Chaos Mesh makes three of them, of services", async () => {
  const on = async (kinds: readonly string[] | undefined, faults: readonly FaultSpec[]) => {
    const { cluster } = new FakeChaosMesh(kinds === undefined ? {} : { kinds });
    return refusals(await chaosCapabilities(cluster, experimentOf({ faults }), places, ["kill"]), faults);
  };
  checkAll(await on(undefined, onServices), /^$/);
  for (const kinds of [undefined, []]) {
    checkAll(await on(kinds, onEdges), /brownout's own proxy makes it.*`?--on local.*Compose with `proxy: brownout`/);
  }
  checkAll(await on(undefined, uneven), /NetworkChaos delays by one time and a jitter, .*Compose/);
  checkAll(await on([], onServices), /Chaos Mesh isn't installed in the cluster; install it/);
});
