import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PhaseLog } from "../../../src/judge/history/phase-log.ts";
import { SignalBoard } from "../../../src/judge/history/signal-board.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";
import { deltaOf } from "./make.ts";

const fast = deltaOf(100, 30);
const slow = deltaOf(100, 900);
const healthy = {
  shoppers: fast,
  "gateway -> checkout": fast,
  "checkout -> pricing": fast,
  "checkout -> inventory": fast,
};

/** A second of baseline, then a second of fault in which some signals are slow. */
function logOf(slowSignals: readonly (keyof typeof healthy)[]): PhaseLog {
  const board = new SignalBoard(simulatedPlan());
  const log = new PhaseLog(board);
  log.start(0, "baseline");
  board.add(1000, healthy);
  log.start(1000, "fault");
  board.add(2000, { ...healthy, ...Object.fromEntries(slowSignals.map((name) => [name, slow])) });
  log.start(2000, "down");
  return log;
}

describe("phases", () => {
  test("keep what each signal did in each", () => {
    const { shoppers } = logOf(["shoppers"]).signals();
    assert.ok((shoppers?.baseline?.p95Ms ?? 0) < 31);
    assert.ok((shoppers?.fault?.p95Ms ?? 0) > 890);
    assert.equal(shoppers?.recovery, undefined);
  });

  test("end where the next begins", () => {
    assert.deepEqual(logOf([]).list(2500), [
      { name: "baseline", fromMs: 0, toMs: 1000 },
      { name: "fault", fromMs: 1000, toMs: 2000 },
      { name: "down", fromMs: 2000, toMs: 2500 },
    ]);
  });
});
