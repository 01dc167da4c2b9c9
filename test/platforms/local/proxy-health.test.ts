import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { PartReading } from "../../../src/judge/history/event.ts";
import type { LocalSystem } from "../../../src/platforms/local/local-system.ts";
import { lacking } from "../../support/needs.ts";
import { preparePair } from "./pair.ts";

const STOPPED_MS = 400;
const hasSchedstat = readSchedstat().trim().split(" ")[1] !== "0";

function readSchedstat(): string {
  try {
    return readFileSync("/proc/self/schedstat", "utf8");
  } catch {
    return "0 0 0";
  }
}

/** A pair that is up, its proxy's process, and what the proxy's part says once the edges were read anew. */
async function upPair(context: TestContext) {
  const prepared = await preparePair(context);
  const system = await prepared.up();
  const pids = await prepared.processes();
  const proxyPid = pids.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("\0proxy\0"));
  assert.ok(proxyPid);
  await tellsOfProxy(system);
  return { system, proxyPid };
}

async function tellsOfProxy(system: LocalSystem): Promise<PartReading | undefined> {
  await system.readEdges();
  const [part, ...others] = system.harnessParts?.() ?? [];
  assert.deepEqual([part?.name, others], ["fault proxy", []]);
  return part?.read();
}

describe("the proxy of a local system says of itself", { timeout: 60_000 }, () => {
  test("that it stood still, and for how long at most", async (context) => {
    const { system, proxyPid } = await upPair(context);
    const sinceMs = performance.now();
    // What it says next is of the time after this, which on a busy machine it has more to say of than of its stop.
    await tellsOfProxy(system);
    process.kill(proxyPid, "SIGSTOP");
    try {
      await pause(STOPPED_MS);
    } finally {
      process.kill(proxyPid, "SIGCONT");
    }
    const { delayMs = 0 } = (await tellsOfProxy(system)) ?? {};
    assert.ok(delayMs >= STOPPED_MS - 20, `it stood still for ${STOPPED_MS} ms and says ${delayMs} ms`);
    assert.ok(delayMs <= performance.now() - sinceMs, `it can't have stood still for ${delayMs} ms`);
  });

  const skip = hasSchedstat ? false : lacking("linux", "a count of how long processes wait for a processor");
  test("how long it waits for a processor, with two busy loops beside each", { skip }, async (context) => {
    const { system } = await upPair(context);
    const loops = Array.from({ length: 2 * availableParallelism() }, busyLoop);
    context.after(() => {
      for (const loop of loops) loop.kill("SIGKILL");
    });
    let waiting = 0;
    // For as long as the loops are there: whose turn it is on a busy machine is the kernel's to say.
    for (let times = 0; times < 240 && waiting < 0.03; times++) {
      await pause(50);
      waiting = Math.max(waiting, (await tellsOfProxy(system))?.waiting ?? 0);
    }
    assert.ok(waiting >= 0.03 && waiting <= 1, `it says that it waited ${waiting} of the time`);
  });
});

/** Ends by itself, whatever becomes of the test. */
function busyLoop(): ChildProcess {
  return spawn(process.execPath, ["-e", "for (const end = Date.now() + 15_000; Date.now() < end; );"]);
}
