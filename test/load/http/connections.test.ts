import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  createServer as createTlsServer,
  getCACertificates,
  setDefaultCACertificates,
  type TLSSocket,
  Server as TlsServer,
} from "node:tls";
import { Answer } from "../../../src/load/answer.ts";
import { Connections } from "../../../src/load/connections.ts";
import type { OutgoingRequest } from "../../../src/load/request-mix.ts";
import { ownCertificate } from "../../support/api-proxy/own-certificate.ts";
import { lacking, testsNeeding } from "../../support/needs.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const withoutOpenssl =
  spawnSync("openssl", ["version"]).error === undefined ? false : lacking("programs", "openssl isn't installed");

const answer = (text: string, fields = "") =>
  `HTTP/1.1 200 OK\r\n${fields}content-length: ${text.length}\r\n\r\n${text}`;

/** Listens, is told of each request as it is written, on the connection of that number, and is gone after the test. */
async function serve(
  context: TestContext,
  onRequest: (socket: Socket, request: string, connection: number) => void,
  server: Server = createServer(),
) {
  let made = 0;
  const sockets = new Set<Socket>();
  server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
    const connection = ++made;
    sockets.add(socket);
    socket.on("data", (chunk) => onRequest(socket, chunk.toString("latin1"), connection));
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const connections = new Connections();
  context.after(() => {
    connections.discardAll();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { connections, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Sends a request and resolves with what came of it. */
function send(connections: Connections, origin: string, parts: Partial<OutgoingRequest> = {}) {
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: string; failure?: unknown }>();
  const connection = connections.take(origin);
  const kept = new Answer(true);
  connection.send(
    { origin, path: "/", method: "GET", headers: {}, body: null, ...parts },
    {
      answer: kept,
      status: 0,
      ended() {
        connections.giveBack(origin, connection);
        resolve({ status: this.status, body: kept.text() });
      },
      failed(error) {
        connections.discard(connection);
        resolve({ status: this.status, body: kept.text(), failure: "code" in error ? error.code : error });
      },
    },
  );
  return promise;
}

describe("a connection of a load", { timeout: 20_000 }, () => {
  it("is used again, unless the answer or the request is the last one on it", async (context) => {
    let next = "";
    const { connections, origin } = await serve(context, (socket, _request, connection) => {
      socket.write(next.replace("#", `${connection}`));
    });
    const cases: readonly [text: string, connection: number, parts?: Partial<OutgoingRequest>][] = [
      [answer("#"), 1],
      [answer("#", "keep-alive: timeout=5\r\n"), 1],
      [answer("#", "Connection: Close\r\n"), 1],
      [answer("#", "keep-alive: timeout=2\r\n"), 2],
      ["HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\n#", 3],
      [`${answer("#")}more`, 4],
      [answer("#"), 5, { headers: { connection: "close" } }],
      [answer("#"), 6, { body: "to a GET" }],
      [answer("#"), 7, { method: "POST", body: "usual" }],
      ["HTTP/1.1 200 #\r\ncontent-length: 5\r\n\r\n", 7, { method: "HEAD" }],
      [answer("#"), 8],
    ];
    for (const [text, connection, parts] of cases) {
      next = text;
      const { status, body } = await send(connections, origin, parts);
      const expected = parts?.method === "HEAD" ? "" : `${connection}`;
      assert.deepEqual([status, body], [200, expected], text);
    }
  });

  it("is made anew where the server has ended it, or said what nobody asked for, and nobody notices", async (context) => {
    const sockets: Socket[] = [];
    const { connections, origin } = await serve(context, (socket, _request, connection) => {
      sockets.push(socket);
      socket.write(answer(`${connection}`));
    });
    assert.deepEqual(await send(connections, origin), { status: 200, body: "1" });
    sockets[0]?.write(answer("x"));
    await nextTurn();
    assert.deepEqual(await send(connections, origin), { status: 200, body: "2" });
    sockets[1]?.end();
    await nextTurn();
    assert.deepEqual(await send(connections, origin), { status: 200, body: "3" });
  });

  it("isn't used again when its end came right behind the answer", async (context) => {
    const { connections, origin } = await serve(context, (socket, _request, connection) => {
      socket.end(answer(`${connection}`));
    });
    for (let connection = 1; connection <= 10; connection++) {
      assert.deepEqual(await send(connections, origin), { status: 200, body: `${connection}` });
      // The next one is sent from where the answer was read, or from an immediate after that.
      if (connection % 2 === 0) await nextTurn();
    }
  });

  it("isn't used again then, either, while requests on others are about to be written", async (context) => {
    const { connections, origin } = await serve(context, (socket) => socket.end(answer("")));
    const sendTen = async (turns: number) => {
      for (let n = 0; n < 10; n++) {
        assert.deepEqual(await send(connections, origin), { status: 200, body: "" });
        for (let turn = 0; turn < turns; turn++) await nextTurn();
      }
    };
    await Promise.all([0, 1, 2, 3].map(sendTen));
  });

  it("is closed when it was idle for as long as servers keep one, or 2 s before its server says that it will", async (context) => {
    let fields = "";
    const { connections, origin } = await serve(context, (socket, _request, connection) => {
      socket.write(answer(`${connection}`, fields));
    });
    const bodyAfter = async (...idleMs: number[]) => {
      for (const forMs of idleMs) connections.closeIdle(forMs);
      return (await send(connections, origin)).body;
    };
    assert.equal(await bodyAfter(), "1");
    assert.equal(await bodyAfter(2000, 1999), "1");
    assert.equal(await bodyAfter(3999), "1", "it was used in between");
    fields = "keep-alive: timeout=5\r\n";
    assert.equal(await bodyAfter(2000, 2000), "2");
    assert.equal(await bodyAfter(2999), "2");
    assert.equal(await bodyAfter(3000), "3");
  });

  it("breaks with what the server does, or with what can't be sent", async (context) => {
    const { connections, origin } = await serve(context, (socket, request) => {
      if (request.includes("/garbage")) socket.write("220 mail.test ESMTP\r\n");
      if (request.includes("/half")) socket.end("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab");
      if (request.includes("/reset")) socket.resetAndDestroy();
      if (request.includes("/close")) socket.end("HTTP/1.1 200 OK\r\n\r\nall of it");
    });
    const failureOf = async (parts: Partial<OutgoingRequest>) => {
      const { status, failure } = await send(connections, origin, parts);
      return [status, failure];
    };
    assert.deepEqual(await failureOf({ path: "/garbage" }), [0, "malformed answer: status line"]);
    assert.deepEqual(await failureOf({ path: "/half" }), [200, "closed by peer"]);
    assert.deepEqual(await failureOf({ path: "/reset" }), [0, "ECONNRESET"]);
    assert.deepEqual(await send(connections, origin, { path: "/close" }), { status: 200, body: "all of it" });
    const headers = [
      { Token: "a\r\nb: c" },
      { Token: "€" },
      { "a b": "c" },
      { Upgrade: "h2c" },
      { "Content-Length": "9" },
    ];
    for (const each of headers) {
      const [name] = Object.keys(each);
      assert.deepEqual(await failureOf({ method: "POST", body: "x", headers: each }), [0, `unsendable field ${name}`]);
    }
  });

  it("says nothing more once it was closed", async (context) => {
    const { connections, origin } = await serve(context, (socket) => socket.write(answer("late")));
    const outcome = send(connections, origin);
    connections.discardAll();
    await nextTurn();
    assert.equal(await Promise.race([outcome, send(connections, origin).then(() => "other")]), "other");
  });

  it("carries requests as they are written in HTTP/1.1", async (context) => {
    const { connections, origin } = await serve(context, (socket, request) => socket.write(answer(request), "latin1"));
    const bodyOf = async (parts: Partial<OutgoingRequest>) => (await send(connections, origin, parts)).body;
    const host = origin.replace("http://", "");
    assert.equal(
      await bodyOf({ path: "/a?b", headers: { "X-Place": "Zürich" } }),
      `GET /a?b HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\nX-Place: Z\ufffdrich\r\n\r\n`,
    );
    const body = "10 €";
    assert.equal(
      await bodyOf({ method: "PUT", headers: { Host: "shop.test", "content-length": "6" }, body }),
      `PUT / HTTP/1.1\r\nhost: shop.test\r\nconnection: keep-alive\r\ncontent-length: 6\r\n\r\n${body}`,
    );
    assert.equal(
      await bodyOf({ method: "POST" }),
      `POST / HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n`,
    );
  });

  testsNeeding(withoutOpenssl).it(
    "is encrypted for https, and only to a server that proves its name; later ones resume its session",
    async (context) => {
      const { key, certificate } = await ownCertificate(await temporaryFolder(context));
      const resumed: boolean[] = [];
      const onRequest = (socket: Socket) => {
        resumed.push((socket as TLSSocket).isSessionReused());
        socket.write(answer("hi", "connection: close\r\n"));
      };
      const served = await serve(context, onRequest, createTlsServer({ key, cert: certificate }));
      const origin = served.origin.replace("http", "https");
      const before = getCACertificates("default");
      assert.equal((await send(served.connections, origin)).failure, "DEPTH_ZERO_SELF_SIGNED_CERT");
      setDefaultCACertificates([...before, certificate]);
      context.after(() => setDefaultCACertificates(before));
      for (let n = 0; n < 2; n++) assert.deepEqual(await send(served.connections, origin), { status: 200, body: "hi" });
      const wrong = await send(served.connections, origin, { headers: { host: "elsewhere.test" } });
      assert.equal(wrong.failure, "ERR_TLS_CERT_ALTNAME_INVALID");
      assert.deepEqual(resumed, [false, true], "nothing was said to those that proved no name");
    },
  );
});
