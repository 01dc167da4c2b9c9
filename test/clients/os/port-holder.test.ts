import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { holderInWords, portHolder } from "../../../src/clients/os/port-holder.ts";

test("who listens on a port is found by pid and command, on whatever address", {
  skip: process.platform !== "linux",
}, async () => {
  for (const host of ["127.0.0.1", "::"]) {
    const server = createServer().listen(0, host);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const holder = await portHolder(port);
    assert.equal(holder?.pid, process.pid);
    assert.match(holderInWords(holder), new RegExp(`^pid ${process.pid} \\(.*node.*\\)$`));
    server.close();
    await once(server, "close");
    assert.equal(await portHolder(port), undefined);
  }
});

test("a connection to a port is no holder of it", { skip: process.platform !== "linux" }, async () => {
  // Nobody listens on the port from which a connection is made.
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  assert.equal(await portHolder(socket.localPort ?? 0), undefined);
  socket.destroy();
  server.close();
});
