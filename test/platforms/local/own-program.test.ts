import assert from "node:assert/strict";
import { test } from "node:test";
import { ownProgram } from "../../../src/platforms/local/programs/own-program.ts";
import type { ReplicaPlace } from "../../../src/platforms/local/service-program.ts";

test("the log of a program that is to be ready is read on from its last whole line", async () => {
  const ready = { by: { kind: "log", pattern: "^listening$" }, withinMs: 1_000 };
  const service = { name: "web", program: { command: ["web"], env: {}, ready } };
  const { isReady } = ownProgram.at({ service, port: 1, callees: {} } as unknown as ReplicaPlace);
  let log = "";
  const reads: number[] = [];
  const output = (fromByte: number) => {
    reads.push(fromByte);
    return Buffer.from(log).subarray(fromByte);
  };
  const isReadyWith = async (written: string) => {
    log += written;
    return (await isReady({ pid: 1, address: "", output }, new AbortController().signal)) === undefined;
  };
  assert.equal(await isReadyWith("größer\nlisten"), false);
  assert.equal(await isReadyWith("ing"), true);
  assert.equal(await isReadyWith("\nand more\n"), true, "what was seen once is seen again");
  assert.deepEqual(reads, [0, 9, 9]);
});
