import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { PartReading } from "../../../src/judge/history/event.ts";
import type { HarnessPart } from "../../../src/platforms/platform.ts";
import { timedServer } from "../../../src/platforms/toxiproxy/timed-server.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** Reads it twenty times a second, as a run does, until what it says fits. */
async function readUntil(part: HarnessPart, fits: (reading: PartReading) => boolean): Promise<PartReading> {
  for (;;) {
    const reading = part.read();
    if (reading !== undefined && fits(reading)) return reading;
    await pause(50);
  }
}

test("a server that is stopped for a while shows it", { timeout: 30_000 }, async (context) => {
  const program = `
    const server = require("node:http").createServer((_, response) => response.end("{}"));
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  context.after(() => child.kill("SIGKILL"));
  const [port] = await once(child.stdout, "data");
  const frozen: Error[] = [];
  const part = timedServer(`http://127.0.0.1:${Number(port)}`, systemClock, (error) => frozen.push(error));
  part.read();
  await pause(900);
  child.kill("SIGSTOP");
  const stopped = await readUntil(part, ({ delayMs = 0 }) => delayMs >= 300);
  assert.equal(stopped.failing, undefined);
  assert.deepEqual(frozen, []);
  const { failing } = await readUntil(part, (reading) => reading.failing !== undefined);
  child.kill("SIGCONT");
  assert.match(failing ?? "", /^Toxiproxy did not answer for 1\.[5-9]\d* s|^Toxiproxy did not answer for [2-9]/);
  assert.match(String(frozen[0]), /Toxiproxy did not answer for .* at http:\/\/127\.0\.0\.1/);
});

test("a server isn't called frozen when it was its reader that stood still", { timeout: 30_000 }, async (context) => {
  const clock = new FakeClock();
  const server = createServer(() => undefined).listen(0, "127.0.0.1");
  context.after(() => server.close().closeAllConnections());
  await once(server, "listening");
  const frozen: Error[] = [];
  const { port } = server.address() as AddressInfo;
  const part = timedServer(`http://127.0.0.1:${port}`, clock, (error) => frozen.push(error));
  part.read();
  await clock.advance(3000);
  assert.equal(part.read()?.failing, undefined);
  assert.deepEqual(frozen, []);
});

test("a server that is gone fails what goes through it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  const part = timedServer(`http://127.0.0.1:${port}`, systemClock, () => undefined);
  const { failing } = await readUntil(part, () => true);
  assert.match(failing ?? "", /^Toxiproxy does not answer at http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
});
