import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { ProcessPart } from "../../src/platforms/process-part.ts";
import { askProxy } from "../../src/platforms/read-edges.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";

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

test("a burst of work tells nothing, and half a second of it that there is nothing to spare", () => {
  const part = new ProcessPart("proxy");
  const busy: (number | undefined)[] = [];
  // A tick out of turn, a burst of 200 ms, and from 700 ms on nothing but work.
  for (const [atMs, workedMs] of [
    [0, 0],
    [2, 2],
    [50, 5],
    [150, 105],
    [250, 205],
    [700, 210],
    [950, 460],
    [1200, 710],
  ] as const) {
    part.take([{ atMs, stalledMs: 0, workedMs }]);
    busy.push(part.read()?.busy);
  }
  assert.deepEqual(busy, [...Array(7).fill(undefined), 1]);
});

test("a proxy from before it had threads is understood", async (context) => {
  const health = { atMs: 0, stalledMs: 0 };
  const server = createServer((_, response) =>
    response.setHeader("brownout-process", JSON.stringify(health)).end("{}"),
  ).listen(0, "127.0.0.1");
  context.after(() => server.close());
  await once(server, "listening");
  const part = new ProcessPart("proxy");
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await askProxy(systemClock, apiUrl, part);
  Object.assign(health, { atMs: 1000, stalledMs: 80 });
  await askProxy(systemClock, apiUrl, part);
  assert.deepEqual(part.read(), { delayMs: 80 });
});
