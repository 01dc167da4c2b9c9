import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { PartReading } from "../../../src/judge/history/event.ts";
import { timedServer } from "../../../src/platforms/compose/timed-server.ts";
import type { HarnessPart } from "../../../src/platforms/platform.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";

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
  const part = timedServer(`http://127.0.0.1:${Number(port)}`, systemClock);
  part.read();
  await pause(900);
  child.kill("SIGSTOP");
  const stopped = readUntil(part, ({ delayMs = 0 }) => delayMs >= 300);
  await stopped;
  child.kill("SIGCONT");
  assert.equal((await stopped).failing, undefined);
});

test("a server that is gone fails what goes through it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  const part = timedServer(`http://127.0.0.1:${port}`, systemClock);
  const { failing } = await readUntil(part, () => true);
  assert.match(failing ?? "", /^Toxiproxy does not answer at http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
});
