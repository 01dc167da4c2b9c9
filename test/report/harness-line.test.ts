import assert from "node:assert/strict";
import { test } from "node:test";
import type { HarnessStats } from "../../src/judge/history/result.ts";
import { harnessLine } from "../../src/report/terminal/harness.ts";

const well: HarnessStats = {
  scheduleLagMs: { p50: 0, p99: 2, max: 9 },
  loopDelayMaxMs: 3,
  cpuMax: 0.2,
  unusable: 0,
  parts: {},
};
const busy = { delayMaxMs: 0, waiting: 0.2, busyMax: 0.97, unusable: 0 };

test("a harness of which a part had nothing to spare isn't said to have been on time, though what it measured is of use", () => {
  assert.deepEqual(harnessLine(well), ["on time: load sent 2 ms late (p99)", "good"]);
  assert.deepEqual(harnessLine({ ...well, parts: { "fault proxy": busy, machine: { ...busy, busyMax: 0.6 } } }), [
    "load sent 2 ms late (p99); fault proxy at work for up to 97 % of the time",
    "warn",
  ]);
  assert.deepEqual(harnessLine({ ...well, scheduleLagMs: { p50: 1, p99: 30, max: 90 } }), [
    "load sent 30 ms late (p99); all that was measured is of use",
    "plain",
  ]);
});
