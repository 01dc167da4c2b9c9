import assert from "node:assert/strict";
import { test } from "node:test";
import { OnsetLog } from "../../../src/judge/history/onset-log.ts";
import { slowStats, statsOf } from "./make.ts";

test("an onset is the beginning of the first episode that overlaps the time in question", () => {
  const log = new OnsetLog();
  const isSlow = (ms: number) => ms >= 1200;
  for (let ms = 0; ms <= 3000; ms += 100) log.look(ms, "a -> b", isSlow(ms) ? slowStats : statsOf(), statsOf());
  assert.equal(log.during("a -> b", 1000, 3000)?.fromMs, 1200);
  assert.equal(log.during("a -> b", 0, 1000), undefined);
  assert.equal(log.during("a -> b", 1000, 3000)?.evidence, "p50 38 ms -> 380 ms, p95 60 ms -> 600 ms, errors 0 %");
  assert.equal(log.during("b -> c", 0, 3000), undefined);
});
