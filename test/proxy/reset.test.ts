import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { reset } from "../../src/proxy/reset.ts";
import { dial, type Peer, Upstream } from "../support/sockets.ts";

async function connected(run: (near: Peer, far: Peer) => Promise<void>): Promise<void> {
  const upstream = await Upstream.listen();
  const near = await dial(upstream.address);
  try {
    await run(near, await upstream.peer());
  } finally {
    near.socket.destroy();
    await upstream.close();
  }
}

test("a socket is closed with RST", () =>
  connected(async (near, far) => {
    reset(near.socket);
    assert.equal(await far.ended, "reset");
  }));

test("a socket whose FIN is on its way is closed all the same", () =>
  connected(async (near, far) => {
    near.socket.end();
    reset(near.socket);
    await once(near.socket, "close");
    assert.equal(await far.ended, "fin");
  }));

test("a socket that has sent its FIN is closed with RST", () =>
  connected(async (near, far) => {
    near.socket.end();
    await once(near.socket, "finish");
    assert.equal(await far.ended, "fin");
    const closed = new Promise((resolve) => far.socket.once("close", resolve));
    far.socket.on("error", () => far.socket.destroy());
    reset(near.socket);
    far.send("x");
    await closed;
  }));
