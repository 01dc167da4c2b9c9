import assert from "node:assert/strict";
import { test } from "node:test";
import type { Workload } from "../../../src/clients/cluster/workload.ts";
import { ConcealedText, reveal } from "../../../src/files/experiment/concealed-text.ts";
import { chooseLoadPaths, explainLoadPaths } from "../../../src/platforms/kubernetes/reach.ts";
import type { Survey } from "../../../src/platforms/kubernetes/survey.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";

test("a URL with a secret in it is called as it is, and a plan shows the variable", () => {
  const { experiment } = simulatedPlan();
  const service = experiment.loads[0]?.requests[0]?.service ?? "";
  const workloads = new Map([[service, {} as Workload]]);
  const found: Survey = { workloads, ports: new Map(), edges: [], warnings: [] };
  const url = new ConcealedText("https://ann:hunter2@shop.test/", `https://ann:\${PASSWORD}@shop.test/`);
  const reach = { by: "url", urls: { [service]: url } } as const;
  const paths = chooseLoadPaths(experiment, found, reach);
  const path = paths.get(service);
  assert.equal(path?.by === "url" && reveal(path.url), "https://ann:hunter2@shop.test");
  const said = explainLoadPaths(paths, reach, undefined) ?? "";
  assert.ok(said.includes(`at https://ann:\${PASSWORD}@shop.test`), said);
  assert.ok(!JSON.stringify([said, [...paths]]).includes("hunter2"));
});
