import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { FreePorts } from "../../../src/platforms/local/free-ports.ts";

test("ports are free, below those of outgoing connections, and never given twice", async (t) => {
  const ports = new FreePorts(process.pid * 37);
  const given = await Promise.all(Array.from({ length: 20 }, () => ports.take()));
  assert.equal(new Set(given).size, 20);
  for (const port of given) {
    assert.ok(port >= 20_000 && port < 32_000, String(port));
    const server = createServer().listen(port, "127.0.0.1");
    t.after(() => server.close());
    await once(server, "listening");
  }
});

test("a port that something listens on is passed over", async (t) => {
  const start = process.pid * 37 + 100;
  const taken = await new FreePorts(start).take();
  const server = createServer().listen(taken, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  assert.notEqual(await new FreePorts(start).take(), taken);
});
