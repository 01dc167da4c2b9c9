import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RemedySpec } from "../../src/files/experiment/remedy.ts";
import { TICK_MS } from "../../src/run/ticker.ts";
import { eventsOf, type Scenario, simulate } from "./simulated-run.ts";

const POST = { method: "POST", path: "/help" };
const DELETE = { method: "DELETE", path: "/help" };
const request: RemedySpec = { id: "request-1", atMs: 4000, does: { kind: "request", service: "checkout", send: POST } };
const restart: RemedySpec = { id: "restart-2", atMs: 9000, does: { kind: "restart", service: "checkout", graceMs: 0 } };

/** A system that feeds itself: its fault is out at 9 s of the run, and the recovery phase has 15 s. */
const down = ({ troubles, at, plan }: Scenario = {}) =>
  simulate({
    plan: { faults: [{ delayMs: 700 }], phases: { recoveryMs: 15_000 }, remedies: [request, restart], ...plan },
    world: { aftermathMs: Number.POSITIVE_INFINITY },
    ...(troubles && { troubles }),
    ...(at && { at }),
  });

describe("remedies", () => {
  test("are told apart by what came after each: nothing by itself, nothing by a request, all by a restart", async () => {
    const { result } = await down();
    const outcomes = result.remedies?.map(({ id, done, begunAtMs, after }) => [id, done, begunAtMs, after?.recovered]);
    assert.deepEqual(outcomes, [
      ["undo", "true", undefined, "false"],
      ["request-1", "true", 13_000, "false"],
      ["restart-2", "true", 18_000, "true"],
    ]);
    // The last request that began before it ends 30 + 700 ms after it.
    const afterMs = result.remedies?.at(-1)?.after?.afterMs ?? 0;
    assert.ok(Math.abs(afterMs - 730) <= 3 * TICK_MS, `after ${afterMs} ms`);
    assert.equal(result.recovery?.recovered, "true");
  });

  test("take what was back already for the remedy before's", async () => {
    const { result } = await down({
      plan: {
        remedies: [
          { ...restart, atMs: 4000 },
          { ...request, atMs: 9000 },
        ],
      },
    });
    const outcomes = result.remedies?.map(({ after }) => [after?.recovered, after?.afterMs === 0]);
    assert.deepEqual(outcomes, [
      ["false", false],
      ["true", false],
      ["true", true],
    ]);
  });

  test("that can't be done leave open what would have come of them, and of the run", async () => {
    const { result } = await down({ troubles: { "inject restart-2/1": "fails" } });
    const [, , failed] = result.remedies ?? [];
    assert.deepEqual([failed?.done, failed?.evidence], ["false", "inject restart-2/1 failed"]);
    assert.equal(failed?.after?.recovered, "unknown");
    assert.equal(result.recovery?.recovered, "unknown");
    assert.equal(result.exitCode, 1, "an expectation failed before");
    assert.match(
      result.reasons.join(),
      /restart-2 \(restarts checkout\) could not be done: inject restart-2\/1 failed/,
    );
    const rest = await down({
      plan: { expect: ["shoppers.p95 < 10s"] },
      troubles: { "inject restart-2/1": "fails" },
    });
    assert.equal(rest.result.exitCode, 3, "steady state that didn't come back proves nothing then");
  });

  test("are taken back after their time, or at the end, however the run ends", async () => {
    const { script } = await down({
      plan: { remedies: [{ ...request, forMs: 2000, does: { ...request.does, undo: DELETE } as RemedySpec["does"] }] },
    });
    assert.equal(script.firstCall("undo request-1/1") - script.firstCall("inject request-1/1"), 2000);
    const ended = await down({ plan: { remedies: [request] } });
    assert.equal(ended.script.firstCall("undo request-1/1"), 24_000);
    const cut = await down({ at: { 15000: ({ interrupt }) => interrupt("SIGINT") } });
    assert.equal(cut.script.firstCall("undo request-1/1"), 15_000);
    assert.deepEqual(
      eventsOf(cut, "remedy-begun").map(({ remedy }) => remedy),
      ["request-1"],
    );
    assert.equal(cut.result.remedies?.at(-1)?.done, "false");
  });

  test("that hang are given up", async () => {
    const { result, script } = await down({ troubles: { "inject request-1/1": "hangs deaf" } });
    assert.match(result.remedies?.[1]?.evidence ?? "", /no answer within/);
    assert.equal(result.leftBehind.length, 0);
    const looks = script.calls.filter(({ step }) => step === "look for request-1/1");
    assert.ok(looks.length > 2, "it may be done yet, and is looked for some time longer");
    assert.equal(
      script.calls.filter(({ step }) => step === "look for restart-2/1").length,
      1,
      "that was seen to be done",
    );
  });
});
