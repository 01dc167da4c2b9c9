import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseLabelSelector } from "../../../src/platforms/kubernetes/label-selector.ts";

const pricing = { app: "pricing", tier: "backend", "app.kubernetes.io/name": "pricing" };

describe("a label selector", () => {
  const cases: readonly [string, boolean][] = [
    ["app=pricing", true],
    ["app==pricing", true],
    ["app=user", false],
    ["app!=user", true],
    ["zone!=a", true],
    ["app=pricing,tier!=cache", true],
    ["app = pricing , tier = cache", false],
    ["app.kubernetes.io/name=pricing", true],
    ["app in (user, pricing)", true],
    ["app in (user),tier=backend", false],
    ["app notin (user, order)", true],
    ["zone notin (a)", true],
    ["app", true],
    ["zone", false],
    ["!zone", true],
    ["!app", false],
    ["app=", false],
  ];
  for (const [text, selects] of cases) {
    it(`"${text}" ${selects ? "selects" : "doesn't select"} it`, () => {
      assert.equal(parseLabelSelector(text)(pricing), selects);
    });
  }

  for (const text of ["", ",", "app=pricing,", "app in user", "app=(a)", "=a", "app ~ b"]) {
    it(`"${text}" isn't one`, () => {
      assert.throws(() => parseLabelSelector(text), { code: "E_SELECTOR" });
    });
  }
});
