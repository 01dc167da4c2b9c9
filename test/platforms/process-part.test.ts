import assert from "node:assert/strict";
import { test } from "node:test";
import { ProcessPart } from "../../src/platforms/process-part.ts";

const began = { atMs: 0, stalledMs: 0, waitedMs: 0, workedMs: 0 };
const idle = { ...began, atMs: 1000, workedMs: 20 };

test("the worst of its threads counts, not their mean", () => {
  const part = new ProcessPart("proxy");
  part.take([began, began, began, began]);
  assert.equal(part.read(), undefined);
  part.take([idle, { ...idle, workedMs: 970 }, { ...idle, stalledMs: 80 }, { ...idle, waitedMs: 200 }]);
  assert.deepEqual(part.read(), { delayMs: 80, waiting: 0.2, busy: 0.97 });
});

test("threads that are well have nothing to say, nor does what they did before they were asked", () => {
  const part = new ProcessPart("proxy");
  const before = { atMs: 1000, stalledMs: 500, waitedMs: 500, workedMs: 990 };
  part.take([before]);
  assert.equal(part.read(), undefined);
  part.take([{ ...before, atMs: 1050, workedMs: 1005 }, before]);
  assert.equal(part.read(), undefined, "a thread that has come since");
});
