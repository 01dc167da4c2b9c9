import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { Authority } from "../../src/proxy/certificates/authority.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { dial } from "../support/sockets.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { withProxy } from "./proxy-under-test.ts";
import { shown, withEdge } from "./tls-edge.ts";

const failureOf = async (socket: TLSSocket) => String((await once(socket, "error"))[0]);

for (const tls of ["ended", "untouched"] as const) {
  const setting = tls === "ended" ? {} : ({ tls: null } as const);
  test(`TLS ${tls}: refuse is an alert, and says that it acted, on new connections alone`, () =>
    withEdge(setting, async ({ call, addToxic, edge, apiUrl }) => {
      const open = call();
      await once(open, "secureConnect");
      await addToxic("tls_handshake", { mode: "refuse" });
      assert.match(await failureOf(call()), /alert handshake failure/);
      open.write("still there");
      assert.equal(String((await once(open, "data"))[0]), "still there");
      const { toxics, errors, handshakes, failed } = await edge();
      assert.deepEqual([toxics, errors, failed], [{ tls_handshake_downstream: 1 }, { "toxic tls_handshake": 1 }, 1]);
      assert.deepEqual([handshakes.total, handshakes.failed], [2, 1]);
      await ask(apiUrl, "DELETE /proxies/p/toxics/tls_handshake_downstream");
      await once(call(), "secureConnect");
    }));

  test(`TLS ${tls}: what hangs is in flight, and goes on when the toxic goes`, () =>
    withEdge(setting, async ({ call, addToxic, edgeWhen, apiUrl }) => {
      await addToxic("tls_handshake", { mode: "hang" });
      const [stays, leaves] = [call(), call()];
      await edgeWhen(({ inFlight, toxics }) => inFlight === 2 && toxics.tls_handshake_downstream === 2);
      leaves.destroy();
      const { errors } = await edgeWhen(({ inFlight }) => inFlight === 1);
      assert.deepEqual(errors, { abandoned: 1 });
      const secure = once(stays, "secureConnect");
      await ask(apiUrl, "DELETE /proxies/p/toxics/tls_handshake_downstream");
      await secure;
      stays.write("hello");
      assert.equal(String((await once(stays, "data"))[0]), "hello");
    }));
}

test("a certificate that has expired, or is another's, is what a caller finds it to be", () =>
  withEdge({}, async ({ call, addToxic, apiUrl, edge }) => {
    await addToxic("tls_handshake", { mode: "expired" });
    assert.match(await failureOf(call()), /certificate has expired/);
    const { cert, key } = shown;
    await assert.rejects(ask(apiUrl, "PATCH /proxies/p", { tls: { cert, key } }), /mode expired needs a proxy/);
    await ask(apiUrl, "PATCH /proxies/p/toxics/tls_handshake_downstream", { attributes: { mode: "wrong-name" } });
    assert.match(await failureOf(call()), /does not match certificate's altnames/);
    assert.deepEqual((await edge()).toxics, { tls_handshake_downstream: 2 });
    await ask(apiUrl, "PATCH /proxies/p/toxics/tls_handshake_downstream", { toxicity: 0 });
    await once(call(), "secureConnect");
    assert.deepEqual((await edge()).toxics, { tls_handshake_downstream: 2 });
  }));

test("a caller that resumes a session is shown the wrong certificate all the same", () =>
  withEdge({}, async ({ call, addToxic }) => {
    const sessions: ConnectionOptions[] = [];
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const first = call({ maxVersion });
      const [session] = (await once(first, "session")) as [Buffer];
      sessions.push({ maxVersion, session });
    }
    await addToxic("tls_handshake", { mode: "expired" });
    for (const options of sessions) assert.match(await failureOf(call(options)), /certificate has expired/);
  }));

test("a share of connections is drawn for each", () =>
  withEdge({}, async ({ call, addToxic, apiUrl, edge }) => {
    await addToxic("tls_handshake", { mode: "refuse" });
    await ask(apiUrl, "PATCH /proxies/p/toxics/tls_handshake_downstream", { toxicity: 0.5 });
    const ends = Array.from({ length: 20 }, () => {
      const socket = call();
      return Promise.race([once(socket, "secureConnect").then(() => 0), once(socket, "error").then(() => 1)]);
    });
    const refused = (await Promise.all(ends.map((end) => end.catch(() => 1)))).reduce<number>(
      (sum, one) => sum + one,
      0,
    );
    assert.ok(refused > 2 && refused < 18, `${refused} of 20`);
    assert.equal((await edge()).toxics.tls_handshake_downstream, refused);
  }));

test("what isn't TLS passes, and isn't counted for the toxic", () =>
  withProxy(async ({ apiUrl, upstream, edge }) => {
    await ask(apiUrl, "POST /proxies/p/toxics", { type: "tls_handshake", attributes: { mode: "refuse" } });
    const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
    const caller = await dial(listen);
    for (const [index, part] of ["GET / ", "HTTP/1.1\r\n\r\n"].entries()) {
      caller.send(part);
      await (await upstream.peer(0)).receive(index === 0 ? part.length : 18);
    }
    assert.equal((await upstream.peer(0)).text, "GET / HTTP/1.1\r\n\r\n");
    assert.deepEqual((await edge()).toxics, { tls_handshake_downstream: 0 });
    caller.socket.destroy();
  }));

test("a callee that speaks first isn't kept from a caller that waits for it", async () => {
  const clock = new FakeClock();
  await withProxy(
    async ({ apiUrl, upstream, edge, edgeWhen }) => {
      await ask(apiUrl, "POST /proxies/p/toxics", { type: "tls_handshake", attributes: { mode: "refuse" } });
      const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
      const caller = await dial(listen);
      await edgeWhen(({ connections }) => connections.open === 1);
      await clock.advance(1000);
      (await upstream.peer(0)).send("220 ready\r\n");
      assert.equal(await caller.receive(11), "220 ready\r\n");
      caller.send("EHLO me\r\n");
      assert.equal(await (await upstream.peer(0)).receive(9), "EHLO me\r\n");
      const { failed, toxics } = await edge();
      assert.deepEqual([failed, toxics], [0, { tls_handshake_downstream: 0 }]);
      caller.socket.destroy();
    },
    { clock },
  );
});

const UNREADABLE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

test("settings that can't be used are refused by name", () =>
  withProxy(async ({ apiUrl }) => {
    const other = new Authority(systemClock).issue(["a"]);
    const encrypted = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
    }).privateKey;
    const { cert, key } = shown;
    for (const [tls, why] of [
      [{ cert: "x", key }, /is no certificate in PEM → at tls.cert/],
      [{ cert, key: "x" }, /is no private key in PEM → at tls.key/],
      [{ cert, key: encrypted }, /is encrypted: give it without a passphrase .*→ at tls.key/],
      [{ cert, key: other.key }, /is not that of the certificate → at tls.key/],
      [{ cert: `${cert}${UNREADABLE}`, key }, /can't be used for TLS.*→ at tls.cert/],
      [{ cert, key, expired_cert: other.expired }, /has to be a certificate of `key` → at tls.expired_cert/],
      [{ cert, key, ca: "x" }, /is no certificate in PEM → at tls.ca/],
      [{ cert, key, ca: `${cert}${UNREADABLE}` }, /has a certificate that can't be read, number 2 → at tls.ca/],
      [{ cert, key, client_cert: cert }, /is missing: they go together → at tls.client_key/],
      [{ cert, key, insecure: true }, /insecure/],
    ] as const) {
      const answer = await fetch(`${apiUrl}/proxies`, {
        method: "POST",
        body: JSON.stringify({ name: "q", listen: "127.0.0.1:0", upstream: "127.0.0.1:1", tls }),
      });
      assert.equal(answer.status, 400);
      assert.match(((await answer.json()) as { error: string }).error, why);
    }
  }));

test("keys are never shown, and modes that need a certificate are refused without it", () =>
  withEdge({ tls: { client_cert: shown.cert, client_key: shown.key } }, async ({ apiUrl, addToxic }) => {
    const view = await ask<{ tls: Record<string, string> }>(apiUrl, "GET /proxies/p");
    assert.equal(view.tls.cert, shown.cert);
    assert.doesNotMatch(JSON.stringify(view), /PRIVATE KEY/);
    await addToxic("tls_handshake", { mode: "expired" });
    const { cert, key } = shown;
    const plain = { name: "q", listen: "127.0.0.1:0", upstream: "127.0.0.1:1", tls: { cert, key } };
    await ask(apiUrl, "POST /proxies", plain);
    for (const mode of ["expired", "wrong-name", "sideways"]) {
      const body = JSON.stringify({ type: "tls_handshake", attributes: { mode } });
      const answer = await fetch(`${apiUrl}/proxies/q/toxics`, { method: "POST", body });
      assert.equal(answer.status, 400, mode);
    }
  }));
