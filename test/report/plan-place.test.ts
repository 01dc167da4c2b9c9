import assert from "node:assert/strict";
import { test } from "node:test";
import { renderPlan } from "../../src/report/terminal/plan.ts";
import { twoFaults } from "./samples/plans.ts";

const inCluster = {
  ...twoFaults,
  platform: "kubernetes",
  where: "context eu-prod (https://10.0.0.1:6443), namespace shop",
  production: "the context is called eu-prod",
  reach: "through the API server's service proxy, which needs no address: gateway at service gateway, port 80",
};

test("a plan says where it all happens, what that is taken for, and how the load gets there", () => {
  const text = renderPlan(inCluster, { columns: 80, colour: false });
  const head = text.slice(0, text.indexOf("")).join("\n");
  assert.match(head, /context eu-prod \(https:\/\/10\.0\.0\.1:6443\), namespace shop/);
  assert.match(head, /this looks like production: the context is called eu-prod/);
  const at = text.findIndex((line) => line.startsWith("REACH"));
  assert.deepEqual(text.slice(at, at + 2), [
    "REACH     through the API server's service proxy, which needs no address:",
    "          gateway at service gateway, port 80",
  ]);
});

test("a plan for this machine says nothing of that", () => {
  assert.doesNotMatch(renderPlan(twoFaults, { columns: 80, colour: false }).join("\n"), /REACH|production/);
});
