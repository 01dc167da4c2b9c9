import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoadSpec } from "../../../src/files/experiment/load-spec.ts";
import { worstCase } from "../../../src/judge/budget/worst-case.ts";
import type { Plan } from "../../../src/judge/plan/plan.ts";

const load: LoadSpec = {
  name: "shoppers",
  pacing: { kind: "constant", ratePerS: 10 },
  requests: [],
  timeoutMs: 2000,
  maxInFlight: 100,
  failOn: [],
};

/** A fault from 5 s on in a fault phase of 20 s, with 10 s to recover: 25 s of trouble. */
function requestsOf(changes: Partial<LoadSpec>, trafficPerS = 0) {
  const phases = { warmUpMs: 60_000, baselineMs: 60_000, faultMs: 20_000, recoveryMs: 10_000 };
  const faults = [{ startMs: 8000 }, { startMs: 5000 }];
  const experiment = { name: "slow", phases, faults, loads: [{ ...load, ...changes }] };
  return worstCase({ experiment } as unknown as Plan, trafficPerS);
}

test("the worst case is every request from a timeout before the first fault to the end of the recovery", () => {
  assert.deepEqual(requestsOf({}), { experiment: "slow", requests: 10 * (2 + 25) });
});

test("it takes a load's highest rate, each step of a visit, each attempt, and what others send", () => {
  const steps = [
    { ratePerS: 1, forMs: 1000 },
    { ratePerS: 40, forMs: 1000 },
  ];
  assert.equal(requestsOf({ pacing: { kind: "steps", steps } }).requests, 40 * 27);
  assert.equal(requestsOf({ pacing: { kind: "ramp", fromPerS: 30, toPerS: 1, overMs: 1000 } }).requests, 30 * 27);
  const thinkMs = { from: 0, to: 1000 };
  const visit = { steps: [{ thinkMs }, { thinkMs }, { thinkMs }] } as unknown as Partial<LoadSpec>;
  assert.equal(requestsOf(visit).requests, 10 * 3 * (3 * 2 + 3 + 25));
  // Three attempts of 2 s, with pauses of 1 and 2 s between them.
  const retry = { count: 2, backoffMs: 1000, jitter: 0, on: ["timeout" as const] };
  assert.equal(requestsOf({ retry }).requests, 10 * 3 * (3 * 2 + 3 + 25));
  assert.equal(requestsOf({}, 100).requests, 270 + 2500);
});

test("it isn't known where sessions are opened again and again", () => {
  const sessions = {} as NonNullable<LoadSpec["sessions"]>;
  assert.deepEqual(requestsOf({ sessions }), { experiment: "slow", uncounted: "shoppers" });
});
