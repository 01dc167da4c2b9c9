import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { holderInWords, portHolder } from "../../../src/clients/os/port-holder.ts";

test("who listens on a port of an address, or of all, is found by pid and command", {
  skip: process.platform !== "linux",
}, async (t) => {
  // As a JVM does, in IPv6's own form of an address of IPv4.
  for (const host of ["127.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1"]) {
    const server = createServer().listen(0, host);
    t.after(() => server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (const asked of ["127.0.0.1", "0.0.0.0", "localhost"]) {
      const holder = await portHolder({ host: asked, port });
      assert.equal(holder?.pid, process.pid, `${host}, asked for ${asked}`);
      assert.match(holderInWords(holder), new RegExp(`^pid ${process.pid} \\(.*node.*\\)$`));
    }
    const isOnAll = ["0.0.0.0", "::"].includes(host);
    assert.equal((await portHolder({ host: "127.0.0.2", port })) !== undefined, isOnAll, host);
    server.close();
    await once(server, "close");
    assert.equal(await portHolder({ host: "127.0.0.1", port }), undefined);
  }
});

test("a connection to a port is no holder of it", { skip: process.platform !== "linux" }, async () => {
  // Nobody listens on the port from which a connection is made.
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  assert.equal(await portHolder({ host: "127.0.0.1", port: socket.localPort ?? 0 }), undefined);
  socket.destroy();
  server.close();
});
