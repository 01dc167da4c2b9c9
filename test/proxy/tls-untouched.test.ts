import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { dial } from "../support/sockets.ts";
import { startTlsServer, type TlsServer } from "../support/tls-server.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

/** A callee behind the proxy, and a way to call it through the proxy. */
interface Callee extends ProxyUnderTest {
  readonly server: TlsServer;
  call(options?: ConnectionOptions): TLSSocket;
}

function withCallee(options: Parameters<typeof startTlsServer>[0], run: (callee: Callee) => Promise<void>) {
  return withProxy(async (proxy) => {
    const server = await startTlsServer(options);
    const sockets: TLSSocket[] = [];
    try {
      await ask(proxy.apiUrl, "PATCH /proxies/p", { upstream: server.address });
      const { listen } = await ask<{ listen: string }>(proxy.apiUrl, "GET /proxies/p");
      const call = (own: ConnectionOptions = {}) => {
        const [host = "", port] = listen.split(":");
        const socket = connect({ host, port: Number(port), ca: server.ca, ...own });
        sockets.push(socket);
        return socket;
      };
      await run({ ...proxy, server, call });
    } finally {
      for (const socket of sockets) socket.destroy();
      await server.close();
    }
  });
}

async function echo(socket: TLSSocket, text = "hello"): Promise<void> {
  await once(socket, "secureConnect");
  socket.write(text);
  const [answer] = await once(socket, "data");
  assert.equal(String(answer), text);
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  test(`${version} passes untouched, its handshakes are timed, resumed ones too, and no calls are seen`, () =>
    withCallee({ maxVersion: version }, async ({ call, edge, apiUrl, server }) => {
      await ask(apiUrl, "POST /proxies/p/toxics", { type: "latency", attributes: { latency: 20 } });
      const first = call();
      const session = once(first, "session");
      await echo(first);
      assert.equal(first.getProtocol(), version);
      assert.equal(first.getPeerX509Certificate()?.toString().trim(), server.certificates.cert.trim());
      const second = call({ session: (await session)[0] as Buffer });
      await echo(second);
      assert.ok(second.isSessionReused());
      const { handshakes, protocols, opaque, started, failed, inFlight } = await edge();
      assert.deepEqual([handshakes.total, handshakes.failed, inFlight], [2, 0, 0]);
      assert.deepEqual([protocols, opaque, started, failed], [{ tls: 2 }, 2, 0, 0]);
      // A delayed answer is part of each.
      assert.ok((handshakes.latency[0] ?? 0) > 0);
    }));

  test(`${version}: a caller with a certificate, and one that has none where it is asked for`, () =>
    withCallee(
      { maxVersion: version, requestCert: true, rejectUnauthorized: false },
      async ({ call, server, edge }) => {
        await echo(call({ cert: server.certificates.cert, key: server.certificates.key }));
        await echo(call());
        const { handshakes } = await edge();
        assert.deepEqual([handshakes.total, handshakes.failed], [2, 0]);
      },
    ));
}

test("a caller that doesn't trust the certificate is a failed handshake, and so is a failed call", () =>
  withCallee({}, async ({ call, edgeWhen }) => {
    const [error] = await once(call({ ca: [] }), "error");
    assert.match(String(error), /certificate/);
    const { handshakes, errors, started, ended, failed } = await edgeWhen(({ connections }) => connections.open === 0);
    assert.deepEqual([handshakes.total, handshakes.failed], [1, 1]);
    assert.deepEqual([started, ended, failed], [1, 1, 1]);
    assert.match(Object.keys(errors)[0] ?? "", /^(tls alert( unknown_ca)?|abandoned)$/);
  }));

test("a callee that refuses by an alert is a failed handshake by that name", () =>
  withCallee({ minVersion: "TLSv1.3" }, async ({ call, edgeWhen }) => {
    await once(call({ maxVersion: "TLSv1.2" }), "error");
    const { handshakes, errors } = await edgeWhen(({ connections }) => connections.open === 0);
    assert.deepEqual([handshakes.total, handshakes.failed, errors], [1, 1, { "tls alert protocol_version": 1 }]);
  }));

test("a handshake that hangs is in flight, and failed when the caller gives up", () =>
  withProxy(async ({ connect: dialProxy, edge, edgeWhen }) => {
    const { caller, callee } = await dialProxy();
    caller.send(HELLO);
    await callee.receive(HELLO.length);
    assert.equal((await edge()).inFlight, 1);
    caller.socket.destroy();
    const { handshakes, errors } = await edgeWhen(({ inFlight }) => inFlight === 0);
    assert.deepEqual([handshakes.failed, errors], [1, { abandoned: 1 }]);
  }));

test("a callee that answers in plain text is a failed handshake", () =>
  withProxy(async ({ apiUrl, edgeWhen }) => {
    const plain = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
    await once(plain, "listening");
    const { port } = plain.address() as { port: number };
    await ask(apiUrl, "PATCH /proxies/p", { upstream: `127.0.0.1:${port}` });
    const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
    const caller = await dial(listen);
    caller.send(HELLO);
    await caller.ended;
    caller.socket.destroy();
    const { handshakes, errors } = await edgeWhen(({ inFlight, started }) => inFlight === 0 && started > 0);
    assert.deepEqual([handshakes.failed, errors], [1, { "no tls": 1 }]);
    plain.close();
  }));

/** Begins as a ClientHello does. */
const HELLO = Buffer.from([22, 3, 1, 0, 9, 1, 0, 0, 5, 3, 3, 0, 0, 0]);
