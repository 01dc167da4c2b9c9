import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exportToChaosMesh, notExported } from "../../../src/faults/chaos-mesh/chaos-export.ts";
import { experimentOf } from "../../judge/plan/plan-input.ts";
import { edge, faultOf, places, pricing } from "./chaos-plan.ts";

const latency = { ...faultOf("latency", { latency: "500ms" }, edge), durationMs: 30_000 };
const late = {
  ...faultOf("http-status", { port: 8080, status: 503 }),
  id: "http-status-2",
  startMs: 5000,
  durationMs: 10_000,
};
const cron = "0 10 1,15 * *";

function exported(form: "objects" | "workflow" | "schedule", faults = [latency, late]) {
  return exportToChaosMesh(experimentOf({ faults }), places, { form, cron });
}

describe("an experiment as manifests of Chaos Mesh", () => {
  test("is an object for each fault, that ends with it", () => {
    const [object, ...others] = exported("objects", [latency]);
    assert.deepEqual(others, []);
    assert.deepEqual(object, {
      apiVersion: "chaos-mesh.org/v1alpha1",
      kind: "NetworkChaos",
      metadata: {
        name: "pricing-slow-latency-1",
        namespace: "shop",
        labels: { "app.kubernetes.io/part-of": "pricing-slow" },
      },
      spec: {
        selector: { namespaces: ["shop"], labelSelectors: { "app.kubernetes.io/name": "checkout" } },
        mode: "all",
        action: "delay",
        delay: { latency: "500ms", jitter: "0ms", correlation: "0" },
        direction: "from",
        target: {
          mode: "all",
          selector: { namespaces: ["shop"], labelSelectors: { "app.kubernetes.io/name": "pricing" } },
        },
        duration: "30000ms",
      },
    });
  });

  test("is a Workflow that plays them in their time", () => {
    const [{ kind, spec } = assert.fail()] = exported("workflow");
    const { entry, templates } = spec as { entry: string; templates: readonly Record<string, unknown>[] };
    assert.deepEqual([kind, entry], ["Workflow", "faults"]);
    const shown = templates.map(({ name, templateType, deadline, children }) => [
      name,
      templateType,
      deadline,
      children,
    ]);
    assert.deepEqual(shown, [
      ["faults", "Parallel", "30000ms", ["latency-1", "http-status-2-in-its-time"]],
      ["latency-1", "NetworkChaos", "30000ms", undefined],
      ["http-status-2-in-its-time", "Serial", "15000ms", ["before-http-status-2", "http-status-2"]],
      ["before-http-status-2", "Suspend", "5000ms", undefined],
      ["http-status-2", "HTTPChaos", "10000ms", undefined],
    ]);
    const http = templates.at(-1)?.httpChaos as Record<string, unknown>;
    assert.deepEqual([http.target, http.duration], ["Response", undefined], "its template's deadline is its duration");
  });

  test("is a Schedule that plays that again and again", () => {
    const [{ kind, spec } = assert.fail()] = exported("schedule");
    const { schedule, type, concurrencyPolicy, workflow } = spec as Record<string, unknown>;
    assert.deepEqual([kind, schedule, type, concurrencyPolicy], ["Schedule", cron, "Workflow", "Forbid"]);
    assert.deepEqual(workflow, exported("workflow")[0]?.spec);
  });

  test("has pods killed where brownout deletes them", () => {
    const [{ spec } = assert.fail()] = exported("objects", [faultOf("terminate", { grace: "2500ms" })]);
    const { action, gracePeriod } = spec as Record<string, unknown>;
    assert.deepEqual([action, gracePeriod], ["pod-kill", 3]);
  });

  test("has a manifest's own spec", () => {
    const text =
      "{apiVersion: chaos-mesh.org/v1alpha1, kind: IOChaos, metadata: {name: x}, spec: {selector: {labelSelectors: {a: b}}, duration: 5m}}";
    const fault = { ...faultOf("manifest", { file: "x.yaml" }, pricing), params: { file: "x.yaml", text } };
    const [{ spec } = assert.fail()] = exported("workflow", [fault]);
    const { templates } = spec as { templates: readonly Record<string, unknown>[] };
    assert.deepEqual(templates[1]?.ioChaos, { selector: { labelSelectors: { a: "b" } } });
  });

  test("is refused with all that can't be", () => {
    const half = { ...faultOf("latency", { latency: "1s", toxicity: "50%" }, edge), id: "latency-2" };
    assert.throws(() => exported("objects", [faultOf("slicer", { size: "1KB" }, edge), half, late]), {
      code: "E_EXPORT",
      exitCode: 64,
      message:
        /slicer-1 \(slicer on checkout -> pricing\): Chaos Mesh has nothing like it\n.*latency-2 .*all connections.*\n.*http-status-2: an object has no start; `--as workflow` has$/,
    });
  });

  test("leaves load and judgement behind, and says so", () => {
    assert.match(notExported(experimentOf()).join("\n"), /no load: shoppers .*\nno judgement: 2 criteria/);
  });
});
