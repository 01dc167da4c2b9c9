import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findRate, holds, type Trial } from "../../../src/cli/commands/demo-rate.ts";
import { statsOf } from "../../judge/history/make.ts";

const shoppers = (p95Ms: number, errorRate = 0) => statsOf({ p95Ms, errorRate });
const well: Trial = { shoppers: shoppers(90), scheduleLagMs: 2 };
const just: Trial = { ...well, scheduleLagMs: 100 };
const no: Trial = { ...well, scheduleLagMs: 200 };

describe("the demo's rate", () => {
  test("is held by a shop that answers in time without errors, whatever the lateness of the load explains", () => {
    assert.equal(holds(well), "well");
    assert.equal(holds(just), "just");
    assert.equal(holds(no), "no");
    assert.equal(holds({ ...well, shoppers: shoppers(249) }), "no");
    assert.equal(holds({ ...well, shoppers: shoppers(90, 0.02) }), "no");
    assert.equal(holds({ ...well, shoppers: undefined }), "no");
  });

  test("is the best that the machine holds with a quarter more", async () => {
    for (const [mostPerS, expected] of [
      [1000, 200],
      [249, 140],
      [174, 100],
      [88, 70],
      [87, undefined],
    ] as const) {
      const tried: number[] = [];
      const found = await findRate(async (ratePerS) => {
        tried.push(ratePerS);
        return ratePerS <= mostPerS ? well : no;
      });
      assert.equal(found, expected, `${tried}`);
    }
  });

  test("is the least where the machine just holds that, and no better one just so", async () => {
    assert.equal(await findRate(async () => just), 70);
    assert.equal(await findRate(async (ratePerS) => (ratePerS > 130 ? just : well)), 100);
  });

  test("isn't looked for any further when that was interrupted", async () => {
    assert.equal(await findRate(async () => undefined), undefined);
  });
});
