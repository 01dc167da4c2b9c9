import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAgreed } from "../../../src/assembly/gameday/check-agreed.ts";
import { parseGameday } from "../../../src/files/gameday/parse-gameday.ts";
import { gamedayText } from "../../files/gameday/gameday-example.ts";
import { twoFaults } from "../../report/samples/plans.ts";

const { experiment } = twoFaults;
const agreed = { name: experiment.name, run: "pricing-slow.yaml" };
const STAGING = "environment: { is: staging, on: local }";
const PRODUCTION =
  'environment: { is: production, approver: B, window: "09:00 to 13:00", max-services: 1, rate: { prometheus: "http://127.0.0.1:9", query: up, below: 5/s } }';
const read = (environment: string) => parseGameday({ path: "gameday.yaml", text: gamedayText([STAGING, environment]) });

test("a plan of the experiment that was agreed on, in staging, is within what was agreed on", () => {
  checkAgreed(read(STAGING), twoFaults, agreed);
});

test("another experiment in its file is refused", () => {
  assert.throws(() => checkAgreed(read(STAGING), twoFaults, { ...agreed, name: "other" }), /and other was agreed on/);
});

test("what looks like production is refused on a day in staging, and taken on one in production", () => {
  const production = "the context is named prod";
  const message = /this looks like production \(the context is named prod\)/;
  assert.throws(() => checkAgreed(read(STAGING), { experiment, production }, agreed), message);
  const guarded = { ...experiment, limits: { ...experiment.limits, maxServices: 1 } };
  checkAgreed(read(PRODUCTION), { experiment: guarded, production }, agreed);
});

test("an experiment that was changed since is held to the guard as it is now", () => {
  const loose = { ...experiment, abort: [], limits: { ...experiment.limits, maxServices: 9 } };
  assert.throws(
    () => checkAgreed(read(PRODUCTION), { experiment: loose }, agreed),
    /has no abort criterion[\s\S]*has 9 as limits.max-services/,
  );
});
