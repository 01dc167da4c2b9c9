import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { ask } from "../support/toxiproxy-http.ts";
import { withProxy } from "./proxy-under-test.ts";

const PIECES = 64;
const PIECE_BYTES = 100;

/** The sizes in which a caller reads an answer that a slicer cut, while `meanwhile` disturbs. */
async function readSliced(delayUs: number, meanwhile: () => void): Promise<readonly number[]> {
  const read: number[] = [];
  await withProxy(async ({ apiUrl, connect }) => {
    const attributes = { average_size: PIECE_BYTES, delay: delayUs };
    await ask(apiUrl, "POST /proxies/p/toxics", { type: "slicer", attributes });
    const { caller, callee } = await connect();
    caller.socket.on("data", (piece: Buffer) => {
      read.push(piece.length);
      meanwhile();
    });
    callee.send(Buffer.alloc(PIECES * PIECE_BYTES));
    await caller.receive(PIECES * PIECE_BYTES);
  });
  return read;
}

const eachByItself = Array.from({ length: PIECES }, () => PIECE_BYTES);

for (const delayUs of [0, 1000]) {
  test(`pieces ${delayUs} µs apart are read as pieces though the proxy comes late to each`, async () => {
    const stall = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    assert.deepEqual(await readSliced(delayUs, stall), eachByItself);
  });
}

test("pieces are read as pieces with two busy loops beside each processor", async () => {
  const loops = Array.from({ length: 2 * availableParallelism() }, busyLoop);
  try {
    assert.deepEqual(await readSliced(2000, () => undefined), eachByItself);
  } finally {
    for (const loop of loops) loop.kill("SIGKILL");
  }
});

/** Ends by itself, whatever becomes of the test. */
function busyLoop(): ChildProcess {
  return spawn(process.execPath, ["-e", "for (const end = Date.now() + 10_000; Date.now() < end; );"]);
}
