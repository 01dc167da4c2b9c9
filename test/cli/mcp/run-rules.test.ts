import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkLimited, checkNoProduction } from "../../../src/cli/mcp/run-rules.ts";
import { twoFaults } from "../../report/samples/plans.ts";

describe("agents", () => {
  test("run nothing where it looks like production, whatever anybody says", () => {
    checkNoProduction(twoFaults);
    const production = "the context is called eu-prod";
    assert.throws(() => checkNoProduction({ ...twoFaults, production, where: "context eu-prod, namespace shop" }), {
      code: "E_NOT_ALLOWED",
      exitCode: 64,
      message: "this looks like production (the context is called eu-prod): context eu-prod, namespace shop",
    });
  });

  test("run only what says how long it may take and who may see it", () => {
    const { experiment } = twoFaults;
    const limits = { maxDurationMs: 60_000, maxServices: 3 };
    checkLimited({ ...experiment, limits });
    for (const [less, missing] of [
      [{}, /no limits\.max-duration and no limits\.max-services/],
      [{ maxServices: 3 }, /no limits\.max-duration, and/],
      [{ maxDurationMs: 60_000, maxReplicas: 1 }, /no limits\.max-services, and/],
    ] as const) {
      assert.throws(() => checkLimited({ ...experiment, limits: less }), { code: "E_NOT_ALLOWED", message: missing });
    }
  });
});
