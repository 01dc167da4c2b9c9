import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ResultsForward } from "../../../src/platforms/kubernetes/results-forward.ts";
import { FakeClock } from "../../support/fake-clock.ts";

describe("the port through which a sender's results come", () => {
  it("has nothing to say before the first, and while they come in time", async () => {
    const clock = new FakeClock();
    const forward = new ResultsForward("pod a", clock);
    await clock.advance(10_000);
    assert.equal(forward.read(), undefined);
    for (let times = 0; times < 10; times++) {
      forward.heard();
      await clock.advance(50);
      assert.equal(forward.read(), undefined);
    }
  });

  it("says how late they are, also those that have come meanwhile", async () => {
    const clock = new FakeClock();
    const forward = new ResultsForward("pod a", clock);
    forward.heard();
    await clock.advance(300);
    assert.deepEqual(forward.read(), { delayMs: 300 });
    await clock.advance(500);
    forward.heard();
    assert.deepEqual(forward.read(), {
      delayMs: 800,
      failing: "results came 0.8 s late",
    });
    assert.equal(forward.read(), undefined);
  });
});
