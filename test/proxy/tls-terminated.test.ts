import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect as connectHttp2, createSecureServer } from "node:http2";
import { get } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { Authority } from "../../src/proxy/certificates/authority.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { dial } from "../support/sockets.ts";
import { SERVER_NAME } from "../support/tls-server.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { authority, shown, withEdge } from "./tls-edge.ts";

const stranger = new Authority(systemClock).issue([SERVER_NAME]);

async function echo(socket: TLSSocket, text = "hello"): Promise<void> {
  await once(socket, "secureConnect");
  socket.write(text);
  const [answer] = await once(socket, "data");
  assert.equal(String(answer), text);
}

function answersHttp(socket: TLSSocket): void {
  socket.on("data", (chunk: Buffer) => {
    const path = String(chunk).split(" ")[1];
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path?.length}\r\n\r\n${path}`);
  });
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  test(`${version}: the caller is shown the proxy's certificate, sessions are resumed, and handshakes counted`, () =>
    withEdge({}, async ({ call, edge }) => {
      const first = call({ maxVersion: version });
      const session = once(first, "session");
      await echo(first);
      assert.equal(first.getProtocol(), version);
      assert.equal(first.getPeerX509Certificate()?.toString().trim(), shown.cert.trim());
      const second = call({ maxVersion: version, session: (await session)[0] as Buffer });
      await echo(second);
      assert.ok(second.isSessionReused());
      const { handshakes, connections, bytes } = await edge();
      assert.deepEqual([handshakes.total, handshakes.failed, connections], [2, 0, { open: 2, total: 2 }]);
      assert.deepEqual(bytes, { upstream: 10, downstream: 10 });
    }));

  test(`${version} with the callee, which is told its name and shown the proxy's own certificate`, () => {
    const own = authority.issue(["brownout"]);
    const asked = { requestCert: true, rejectUnauthorized: false, maxVersion: version };
    return withEdge(
      {
        callee: asked,
        tls: { client_cert: own.cert, client_key: own.key },
        serve: (socket) => {
          const isOwn = socket.getPeerX509Certificate()?.toString().trim() === own.cert.trim();
          socket.end(`${socket.getProtocol()} ${socket.servername} ${isOwn}`);
        },
      },
      async ({ call }) => {
        const [said] = await once(call(), "data");
        assert.equal(String(said), `${version} ${SERVER_NAME} true`);
      },
    );
  });
}

test("calls inside are seen, toxics on messages and bytes act on them, and an end is passed on", () =>
  withEdge({ serve: answersHttp }, async ({ address, addToxic, edge, whenClosed }) => {
    await addToxic("http_status", { status: 418, path: "/brew" });
    await addToxic("latency", { latency: 30 });
    const ask = (path: string) =>
      new Promise<[number | undefined, string]>((resolve, reject) => {
        get({ ...address, path, agent: false, ca: authority.certificate }, (answer) => {
          answer.setEncoding("utf8").on("data", (text) => resolve([answer.statusCode, text]));
          if (answer.statusCode === 418) resolve([418, ""]);
        }).on("error", reject);
      });
    assert.deepEqual(await ask("/price"), [200, "/price"]);
    assert.deepEqual(await ask("/brew"), [418, ""]);
    const { statuses, protocols, opaque, toxics, handshakes } = await edge();
    assert.deepEqual([statuses, protocols, opaque], [{ 200: 1, 418: 1 }, { "http/1": 2 }, 0]);
    assert.deepEqual([toxics.http_status_downstream, toxics.latency_downstream], [1, 1]);
    assert.equal(handshakes.total, 2);
    void whenClosed;
  }));

test("a megabyte each way is the same to the byte, with half-closed ends", () => {
  const sent = Buffer.from(Array.from({ length: 1 << 20 }, (_, index) => (index * 7 + (index >> 8)) & 255));
  return withEdge(
    { serve: (socket) => void socket.pipe(socket), callee: { allowHalfOpen: true } },
    async ({ call }) => {
      const socket = call({ allowHalfOpen: true } as ConnectionOptions);
      socket.end(sent);
      const hash = createHash("sha256");
      for await (const chunk of socket) hash.update(chunk as Buffer);
      assert.equal(hash.digest("hex"), createHash("sha256").update(sent).digest("hex"));
    },
  );
});

test("a toxic that resets inside TLS resets the caller's connection", () =>
  withEdge({}, async ({ call, addToxic, whenClosed }) => {
    await addToxic("reset_peer", {});
    const socket = call();
    await once(socket, "secureConnect");
    socket.write("hello");
    const [error] = await once(socket, "error");
    assert.equal((error as NodeJS.ErrnoException).code, "ECONNRESET");
    await whenClosed();
  }));

test("the caller is offered what the callee chose: h2, http/1.1, nothing", async () => {
  for (const [speaks, offered, chosen] of [
    [["h2", "http/1.1"], ["h2", "http/1.1"], "h2"],
    [["http/1.1"], ["h2", "http/1.1"], "http/1.1"],
    [["h2", "http/1.1"], ["http/1.1"], "http/1.1"],
    [undefined, ["h2", "http/1.1"], false],
    [["h2"], undefined, false],
  ] as const) {
    await withEdge({ ...(speaks && { callee: { ALPNProtocols: [...speaks] } }) }, async ({ call }) => {
      const socket = call({ ...(offered && { ALPNProtocols: [...offered] }) });
      await once(socket, "secureConnect");
      assert.equal(socket.alpnProtocol, chosen, `${speaks} to ${offered}`);
    });
  }
});

test("HTTP/2 goes through", () => {
  const { cert, key } = authority.issue([SERVER_NAME, "127.0.0.1"]);
  const server = createSecureServer({ cert, key }, (_, response) => void response.end("h2 it is"));
  return withEdge({ tls: { ca: authority.certificate } }, async ({ address, apiUrl }) => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await ask(apiUrl, "PATCH /proxies/p", { upstream: `127.0.0.1:${(server.address() as AddressInfo).port}` });
    const session = connectHttp2(`https://127.0.0.1:${address.port}`, { ca: authority.certificate });
    const stream = session.request({ ":path": "/" });
    let text = "";
    for await (const chunk of stream) text += chunk;
    assert.equal(text, "h2 it is");
    session.destroy();
    server.close();
  });
});

for (const [title, which, reason] of [
  ["expired", "expired", "certificate has expired"],
  ["of another name", "wrongName", "certificate is for another name"],
  ["signed by nobody known", "cert", "certificate is signed by an unknown authority"],
] as const) {
  test(`a callee whose certificate is ${title} is a failed call, for that reason`, () => {
    const own = new Authority(systemClock);
    const { key, ...certificates } = own.issue([SERVER_NAME]);
    const ca = which === "cert" ? authority.certificate : own.certificate;
    return withEdge({ callee: { cert: certificates[which], key }, tls: { ca } }, async ({ call, whenClosed }) => {
      const [error] = await once(call(), "error");
      assert.match(String(error), /internal error/);
      const { errors, failed, handshakes } = await whenClosed();
      assert.deepEqual([errors, failed], [{ [`upstream tls: ${reason}`]: 1 }, 1]);
      assert.deepEqual([handshakes.total, handshakes.failed], [1, 1]);
    });
  });
}

test("a callee that isn't there, speaks no TLS, or wants a certificate is a failed call, for that reason", () =>
  withEdge({}, async ({ apiUrl, call, edgeWhen }) => {
    const plain = createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(
      0,
      "127.0.0.1",
    );
    await once(plain, "listening");
    const { port } = plain.address() as AddressInfo;
    await ask(apiUrl, "PATCH /proxies/p", { upstream: `127.0.0.1:${port}` });
    await once(call(), "error");
    plain.close();
    await once(plain, "close");
    await once(call(), "error");
    const { errors } = await edgeWhen(({ failed }) => failed === 2);
    assert.deepEqual(errors, { "upstream tls: wrong version number": 1, "upstream refused": 1 });
  }));

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  test(`${version}: a callee that wants a certificate and gets none is a failed call, whenever it says so`, () =>
    withEdge({ callee: { requestCert: true, maxVersion: version } }, async ({ call, whenClosed }) => {
      const caller = call();
      caller.on("error", () => undefined);
      await new Promise((resolve) => caller.once("close", resolve));
      const { errors } = await whenClosed();
      assert.match(Object.keys(errors).join(), /^upstream tls: alert (handshake_failure|certificate_required)$/);
    }));
}

test("a caller whose records can't be read any more is gone, and its connections with it", () =>
  withEdge({}, async ({ address, edge, whenClosed }) => {
    const carrier = (await dial(`${address.host}:${address.port}`)).socket;
    const caller = connect({ socket: carrier, ca: authority.certificate, host: "127.0.0.1" });
    caller.on("error", () => undefined);
    await echo(caller);
    carrier.write(Buffer.from([23, 3, 3, 0, 32, ...Array(32).fill(7)]));
    await whenClosed();
    assert.equal((await edge()).handshakes.failed, 0);
  }));

test("a caller that speaks plain HTTP or sends garbage is a failed call, and told by an alert", () =>
  withEdge({}, async ({ address, edgeWhen }) => {
    for (const [failures, bytes] of [
      "GET / HTTP/1.1\r\n\r\n",
      Buffer.from([22, 3, 1, 0, 8, 1, 0, 0, 4, 3, 3, 0, 0]),
    ].entries()) {
      const caller = await dial(`${address.host}:${address.port}`);
      caller.send(bytes);
      await caller.ended;
      assert.equal(caller.text.charCodeAt(0), 21);
      caller.socket.destroy();
      await edgeWhen(({ failed }) => failed === failures + 1);
    }
    const { errors, handshakes } = await edgeWhen(({ connections }) => connections.open === 0);
    assert.deepEqual([errors, handshakes.failed], [{ "no tls hello": 2 }, 1]);
  }));

test("a caller that can't agree, or doesn't trust the certificate, is a failed handshake", () =>
  withEdge({}, async ({ call, edgeWhen }) => {
    await once(call({ ciphers: "ECDHE-RSA-AES128-GCM-SHA256", maxVersion: "TLSv1.2" }), "error");
    await edgeWhen(({ failed }) => failed === 1);
    await once(call({ ca: stranger.cert, maxVersion: "TLSv1.3" }), "error");
    const { errors, handshakes } = await edgeWhen(({ connections }) => connections.open === 0);
    assert.deepEqual(errors, { "tls: no shared cipher": 1, abandoned: 1 });
    assert.deepEqual([handshakes.total, handshakes.failed], [2, 2]);
  }));

test("a silent caller that goes is no call, one that goes in the middle of its hello is", () =>
  withEdge({}, async ({ address, edgeWhen }) => {
    const listen = `${address.host}:${address.port}`;
    (await dial(listen)).socket.destroy();
    const caller = await dial(listen);
    caller.send(Buffer.from([22, 3, 1, 1, 0, 1, 0]));
    await edgeWhen(({ inFlight }) => inFlight === 1);
    caller.socket.destroy();
    const { started, errors } = await edgeWhen(({ connections, failed }) => connections.open === 0 && failed > 0);
    assert.deepEqual([started, errors], [1, { abandoned: 1 }]);
  }));

test("a callee whose records can't be read any more, when its call is answered, is no failed call", () =>
  withEdge({ serve: answersHttp }, async ({ call, server, edge, whenClosed }) => {
    const carrying = once(server.server, "connection");
    const caller = call();
    caller.write("GET /price HTTP/1.1\r\n\r\n");
    await once(caller, "data");
    const [carrier] = await carrying;
    (carrier as Socket).write(Buffer.from([23, 3, 3, 0, 32, ...Array(32).fill(7)]));
    caller.on("error", () => undefined);
    await whenClosed();
    const { started, failed } = await edge();
    assert.deepEqual([started, failed], [1, 0]);
  }));
