import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, it, type TestContext } from "node:test";
import type { CommandConnection, CommandKind } from "../../../src/load/commands/command-connection.ts";
import { postgres } from "../../../src/load/commands/postgres.ts";
import { redis } from "../../../src/load/commands/redis.ts";
import { tcp } from "../../../src/load/commands/tcp.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);
const withoutIpv6 = hasIpv6 ? false : "this machine has no IPv6";

/** A server that never answers, and the connections that it had. */
async function startSilent(context: TestContext, host: string) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
  });
  server.listen(0, host);
  await once(server, "listening");
  context.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { server, sockets, port };
}

async function open(kind: CommandKind, address: string): Promise<CommandConnection> {
  const connect = await kind.prepare({ addresses: [address], sends: [], settings: {} }, Infinity);
  return connect(address);
}

const kinds: readonly (readonly [CommandKind, (hostPort: string) => string])[] = [
  [postgres, (hostPort) => `postgres://a@${hostPort}/a`],
  [redis, (hostPort) => hostPort],
  [redis, (hostPort) => `redis://${hostPort}`],
  [tcp, (hostPort) => hostPort],
];

for (const [kind, addressOf] of kinds) {
  describe(`a connection of ${kind.key} to ${addressOf("[::1]:1")}`, { timeout: 10_000 }, () => {
    it("that is closed while it connects doesn't open later", async (context) => {
      const { server, sockets, port } = await startSilent(context, "127.0.0.1");
      const connection = await open(kind, addressOf(`127.0.0.1:${port}`));
      const answer = connection.send(["a"]);
      connection.close();
      await assert.rejects(answer);
      const next = connect({ host: "127.0.0.1", port });
      context.after(() => next.destroy());
      // Connections are taken in the order in which they came.
      await Promise.all([once(server, "connection"), once(next, "connect")]);
      assert.deepEqual(
        sockets.map(({ remotePort }) => remotePort),
        [next.localPort],
      );
    });

    it("reaches an IPv6 address", { skip: withoutIpv6 }, async (context) => {
      const { server, port } = await startSilent(context, "::1");
      const connection = await open(kind, addressOf(`[::1]:${port}`));
      const answer = connection.send(["a"]);
      await once(server, "connection");
      connection.close();
      await assert.rejects(answer);
    });
  });
}
