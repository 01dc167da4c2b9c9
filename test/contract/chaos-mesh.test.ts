import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { ConflictError } from "../../src/clients/cluster/cluster-errors.ts";
import type { ClusterObject, MergePatch } from "../../src/clients/cluster/cluster-object.ts";
import { chaosCapabilities } from "../../src/faults/chaos-mesh/chaos-capabilities.ts";
import { type ExportForm, exportToChaosMesh } from "../../src/faults/chaos-mesh/chaos-export.ts";
import { chaosInjector } from "../../src/faults/chaos-mesh/chaos-faults.ts";
import { CHAOS_API } from "../../src/faults/chaos-mesh/chaos-kind.ts";
import { chaosUndoer } from "../../src/faults/chaos-mesh/chaos-undo.ts";
import { chaosRecipes } from "../../src/faults/chaos-mesh/recipes.ts";
import { faultKinds } from "../../src/faults/kinds.ts";
import { prepareFault } from "../../src/faults/prepare-fault.ts";
import type { FaultSpec } from "../../src/files/experiment/fault-spec.ts";
import type { PlannedFault } from "../../src/judge/plan/plan.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { edge, faultOf, pricing } from "../faults/chaos-mesh/chaos-plan.ts";
import { experimentOf } from "../judge/plan/plan-input.ts";
import { type ChaosNamespace, openChaosNamespace, realService, untilTrue } from "../support/chaos-namespace.ts";
import { withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { effectCases } from "./fault-effects.ts";

const { after, before, describe, test } = testsNeeding(withoutCluster);

const deadline = () => AbortSignal.timeout(30_000);
const undoer = chaosUndoer(systemClock, { forceFinalizers: false });

describe("faults by Chaos Mesh", () => {
  let bench: ChaosNamespace;
  before(async () => {
    bench = await openChaosNamespace("brownout-chaos");
  });
  after(() => bench?.close());

  async function prepare(fault: PlannedFault, context: TestContext) {
    const [one] = await prepareFault(fault, [chaosInjector(bench.system, systemClock)], "system");
    assert.ok(one);
    // So that a test that fails doesn't fail those after it.
    context.after(() => undoer.undo(one.undo, deadline()));
    return one;
  }

  function manifestOf(spec: string, durationMs = 1000): PlannedFault {
    const text = `apiVersion: ${CHAOS_API}\nkind: PodChaos\nmetadata: { name: own }\nspec:\n${spec}`;
    return { ...faultOf("manifest", { file: "own.yaml" }), durationMs, params: { file: "own.yaml", text } };
  }

  async function refusals(faults: readonly FaultSpec[]) {
    const numbered = faults.map((fault, index) => ({ ...fault, id: `${fault.type}-${index}` }));
    return (await chaosCapabilities(bench.cluster, experimentOf({ faults: numbered }), bench.system, [])).refused;
  }

  const imagesOf = async (service: string) => (await bench.pods(service)).map(imageOf);

  describe("are accepted by its schemas and webhooks", () => {
    for (const { type } of chaosRecipes.filter((recipe) => recipe.type !== "tcp-reset")) {
      test(type, async () => {
        const kind = faultKinds.find((one) => one.type === type) ?? assert.fail();
        const words = effectCases[type]?.params;
        const targets = kind.targets === "either" ? [pricing, edge] : [kind.targets === "edge" ? edge : pricing];
        assert.deepEqual(await refusals(targets.map((on) => faultOf(type, words, on))), {});
      });
    }

    test("but for what this version has no field for", async () => {
      const { "tcp-reset-0": refused } = await refusals([faultOf("tcp-reset", {}, edge)]);
      assert.match(refused?.why ?? "", /NetworkChaos has no spec\.partitionBehavior$/);
    });

    for (const form of ["objects", "workflow", "schedule"] as const satisfies readonly ExportForm[]) {
      test(`exported as ${form}`, async () => {
        const faults = chaosRecipes
          .filter(({ type }) => type !== "tcp-reset")
          .map(({ type }, index) => {
            const kind = faultKinds.find((one) => one.type === type) ?? assert.fail();
            const fault = faultOf(type, effectCases[type]?.params, kind.targets === "edge" ? edge : pricing);
            return { ...fault, id: `${type}-${index + 1}`, startMs: form === "objects" ? 0 : 1000 * (index % 2) };
          });
        const objects = exportToChaosMesh(experimentOf({ faults }), bench.system, { form, cron: "0 10 1,15 * *" });
        for (const object of objects) await bench.cluster.create(object, { dryRun: true });
      });
    }
  });

  describe("by a manifest are refused at its line", () => {
    const good =
      "  action: pod-failure\n  mode: one\n  selector: { labelSelectors: { app.kubernetes.io/name: pricing } }\n";
    const wrong: readonly (readonly [what: string, from: string, to: string, why: RegExp])[] = [
      ["the schema", "pod-failure", "pod-fialure", /^own\.yaml:5:11 spec\.action: Unsupported value: "pod-fialure"/],
      [
        "a webhook",
        "mode: one",
        "mode: fixed",
        /^own\.yaml:5:3 spec: admission webhook .* denied the request: \[?Spec\.ContainerSelector/,
      ],
      [
        "what it lacks",
        "mode: one",
        "mode: one\n  graceperiod: 1",
        /^own\.yaml:7:16 spec\.graceperiod: .* has no spec\.graceperiod$/,
      ],
      ["no such pods", "name: pricing", "name: prices", /^own\.yaml:7:13 spec\.selector: no pod is like this/],
    ];
    for (const [what, from, to, why] of wrong) {
      test(what, async () => {
        const refused = await refusals([manifestOf(good.replace(from, to))]);
        assert.match(refused["manifest-0"]?.why ?? "it is not refused", why);
      });
    }

    test("and not without a reason", async () => assert.deepEqual(await refusals([manifestOf(good)]), {}));
  });

  test("take effect as the pods show it, and are gone after their undo, however often", async (context) => {
    const before = await imagesOf("pricing");
    const one = await prepare({ ...faultOf("pause"), mode: { kind: "all" } }, context);
    await undoer.undo(one.undo, deadline());
    await one.inject(deadline());
    const { took, evidence } = await one.verify(deadline());
    assert.equal(took, "true", evidence);
    for (const { metadata } of await bench.pods("pricing"))
      assert.ok(evidence.includes(metadata.name ?? "none"), evidence);
    assert.ok((await imagesOf("pricing")).every((image) => !before.includes(image)));
    assert.deepEqual(await imagesOf("checkout"), before);
    assert.equal((await one.verify(deadline())).took, "true");
    await undoer.undo(one.undo, deadline());
    await undoer.undo(one.undo, deadline());
    assert.equal(await undoer.isGone(one.undo, deadline()), true);
    assert.deepEqual(await imagesOf("pricing"), before);
  });

  test("take as many pods as their mode says", async (context) => {
    const before = await imagesOf("pricing");
    const one = await prepare({ ...faultOf("pause"), mode: { kind: "percent", percent: 50 } }, context);
    await one.inject(deadline());
    assert.equal((await imagesOf("pricing")).filter((image) => !before.includes(image)).length, 1);
  });

  test("end when their target is gone", async (context) => {
    const one = await prepare({ ...faultOf("pause"), mode: { kind: "all" } }, context);
    await one.inject(deadline());
    for (const { metadata } of await bench.pods("pricing")) {
      const { name = "", namespace = "" } = metadata;
      await bench.cluster.delete({ apiVersion: "v1", kind: "Pod", namespace, name }, { graceS: 0 });
    }
    await undoer.undo(one.undo, deadline());
    assert.equal(await undoer.isGone(one.undo, deadline()), true);
    await untilTrue(async () => (await bench.pods("pricing")).length === 2);
  });

  test("that are accepted and never go in say why and leave nothing", async (context) => {
    const cases = [
      ["packet-loss", "PodNetworkChaos"],
      ["http-abort", "PodHttpChaos"],
      ["io-delay", "PodIOChaos"],
      ["cpu-stress", "StressChaos"],
      ["container-kill", "PodChaos"],
      ["dns-error", "DNSChaos"],
      ["clock-skew", "TimeChaos"],
    ] as const;
    // Side by side, as each takes as long as Chaos Mesh is given.
    await Promise.all(
      cases.map(async ([type, kind]) => {
        const one = await prepare(faultOf(type, effectCases[type]?.params), context);
        const why = /didn't put it in within 8 s: .*pricing.* is not injected.*; its events: Failed to apply/;
        await assert.rejects(one.inject(deadline()), { message: why }, type);
        assert.equal((await one.verify(deadline())).took, "false");
        await undoer.undo(one.undo, deadline());
        assert.equal(await undoer.isGone(one.undo, deadline()), true, type);
        const left = JSON.stringify((await bench.list(CHAOS_API, kind)).map(({ spec }) => spec));
        assert.doesNotMatch(left, new RegExp(`${bench.system.runId}-${type}`));
      }),
    );
  });

  test("that somebody else deletes were not in until their end", async (context) => {
    const one = await prepare(faultOf("pause"), context);
    await one.inject(deadline());
    const [object] = await bench.list(CHAOS_API, "PodChaos");
    const { name = "", namespace = "" } = object?.metadata ?? {};
    await bench.cluster.delete({ apiVersion: CHAOS_API, kind: "PodChaos", namespace, name });
    await untilTrue(async () => (await bench.list(CHAOS_API, "PodChaos")).length === 0);
    const effect = await one.verify(deadline());
    assert.equal(effect?.took, "false");
    assert.match(effect?.evidence ?? "", /^somebody else deleted PodChaos/);
  });

  test("end by themselves when nobody is left", async (context) => {
    const before = await imagesOf("pricing");
    const spec =
      "  action: pod-failure\n  mode: all\n  duration: 3s\n  selector: { labelSelectors: { app.kubernetes.io/name: pricing } }\n";
    const one = await prepare(manifestOf(spec), context);
    await one.inject(deadline());
    assert.ok((await imagesOf("pricing")).every((image) => !before.includes(image)));
    await untilTrue(async () => (await imagesOf("pricing")).every((image) => before.includes(image)));
    // Chaos Mesh says so a moment after it did so.
    await untilTrue(async () => (await one.verify(deadline())).took === "false");
  });

  test("that hang say so, and are let go of when that is forced", async (context) => {
    const one = await prepare(faultOf("packet-loss", { loss: "5%" }), context);
    const forced = chaosUndoer(systemClock, { forceFinalizers: true });
    context.after(() => forced.undo(one.undo, deadline()));
    const cut = new AbortController();
    const injecting = assert.rejects(one.inject(cut.signal), { message: "cut short" });
    await untilTrue(async () =>
      recordsOf((await bench.list(CHAOS_API, "NetworkChaos"))[0]).some(({ events }) => events),
    );
    cut.abort(new Error("cut short"));
    await injecting;
    // As if it had been in once: Chaos Mesh can't know what is in the pods of a node that it doesn't reach.
    await untilTrue(countingAsInjected(bench));
    await assert.rejects(undoer.undo(one.undo, deadline()), {
      message:
        /is deleted and doesn't go: its finalizers hold it \(chaos-mesh\/records\); .*`brownout recover --force-finalizers`/,
    });
    assert.equal(await undoer.isGone(one.undo, deadline()), false);
    await forced.undo(one.undo, deadline());
    assert.equal(await undoer.isGone(one.undo, deadline()), true);
  });

  test("are played again and again by an exported Schedule", async (context) => {
    const uids = async () => (await bench.pods("pricing")).map(({ metadata }) => metadata.uid);
    const before = await uids();
    const faults = [{ ...faultOf("kill"), mode: { kind: "all" } as const }];
    const options = { form: "schedule", cron: "@every 1s" } as const;
    const [schedule = assert.fail()] = exportToChaosMesh(experimentOf({ faults }), bench.system, options);
    const { metadata } = await bench.cluster.create(schedule);
    const ref = { apiVersion: CHAOS_API, kind: "Schedule", namespace: bench.namespace, name: metadata.name ?? "" };
    context.after(() => bench.cluster.delete(ref));
    await untilTrue(async () => (await uids()).every((uid) => !before.includes(uid)));
    await bench.cluster.delete(ref);
    await untilTrue(async () => (await bench.list(CHAOS_API, "PodChaos")).length === 0);
  });

  test("take effect on a pod that really runs, which runs again after their undo", async (context) => {
    const { cluster, namespace, pods } = bench;
    await cluster.create(realService("order", namespace));
    const stateOf = async () => containerOf((await pods("order"))[0]);
    await untilTrue(async () => (await stateOf())?.ready === true);
    const one = await prepare(faultOf("pause", {}, { kind: "service", service: "order" }), context);
    await one.inject(deadline());
    await untilTrue(async () => /pause/.test((await stateOf())?.image ?? "") && (await stateOf())?.restartCount === 1);
    await undoer.undo(one.undo, deadline());
    await untilTrue(async () => /brownout:/.test((await stateOf())?.image ?? "") && (await stateOf())?.ready === true);
  });

  test("go with the run's lease", async (context) => {
    const one = await prepare(faultOf("pause"), context);
    await one.inject(deadline());
    const { name } = bench.system.lease;
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace: bench.namespace, name };
    await bench.cluster.delete(lease);
    await untilTrue(() => undoer.isGone(one.undo, deadline()));
  });
});

interface ChaosRecord {
  readonly injectedCount?: number;
  readonly events?: readonly unknown[];
}

function recordsOf(object: ClusterObject | undefined): readonly ChaosRecord[] {
  const status = object?.status as { experiment?: { containerRecords?: readonly ChaosRecord[] } } | undefined;
  return status?.experiment?.containerRecords ?? [];
}

/**
 * Makes the one NetworkChaos look as if it had been in once, and whether that stays: the controller writes back what it
 * read before, so it must have come by once more since.
 */
function countingAsInjected({ cluster, list, namespace }: ChaosNamespace): () => Promise<boolean> {
  let eventsBefore = Number.POSITIVE_INFINITY;
  return async () => {
    const [object] = await list(CHAOS_API, "NetworkChaos");
    const records = recordsOf(object);
    const events = records.flatMap((record) => record.events ?? []).length;
    if (records.every(({ injectedCount }) => injectedCount === 1)) return events > eventsBefore;
    const { name = "", resourceVersion = "" } = object?.metadata ?? {};
    const containerRecords = records.map((record) => ({ ...record, injectedCount: 1 }));
    const patch = { metadata: { resourceVersion }, status: { experiment: { containerRecords } } };
    try {
      const ref = { apiVersion: CHAOS_API, kind: "NetworkChaos", namespace, name };
      await cluster.patch(ref, patch as unknown as MergePatch);
      eventsBefore = events;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    return false;
  };
}

interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly image: string;
}

function containerOf(pod: ClusterObject | undefined): ContainerStatus | undefined {
  const status = pod?.status as { readonly containerStatuses?: readonly ContainerStatus[] } | undefined;
  return status?.containerStatuses?.[0];
}

function imageOf({ spec }: ClusterObject): string {
  const { containers } = spec as { readonly containers: readonly { readonly image: string }[] };
  return containers[0]?.image ?? "none";
}
