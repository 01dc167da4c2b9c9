import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { Authority } from "../../../src/proxy/certificates/authority.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";

const NAMES = ["pricing", "a.example", "127.0.0.1", "::1", "2001:db8::7", `${"l".repeat(60)}.example`];

test("a certificate is signed by the authority, for the names, and its key is the one that comes along", () => {
  const authority = new Authority(systemClock);
  const ca = new X509Certificate(authority.certificate);
  const { cert, key } = authority.issue(NAMES);
  const server = new X509Certificate(cert);
  assert.ok(ca.ca && ca.checkIssued(ca) && ca.verify(ca.publicKey));
  assert.ok(!server.ca && server.checkIssued(ca) && server.verify(ca.publicKey));
  assert.ok(server.checkPrivateKey(createPrivateKey(key)));
  for (const name of NAMES)
    assert.ok(name.includes(":") || /^\d/.test(name) ? server.checkIP(name) : server.checkHost(name), name);
  assert.equal(server.checkHost("other"), undefined);
  assert.deepEqual(server.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
});

test("it is good now, and not for long; of the wrong ones one is over, the other somebody else's", () => {
  const authority = new Authority(systemClock);
  const { cert, expired, wrongName } = authority.issue(["pricing"]);
  const nowMs = systemClock.wallMs();
  const days = (pem: string) => (new X509Certificate(pem).validToDate.getTime() - nowMs) / 86_400_000;
  for (const pem of [authority.certificate, cert, wrongName]) {
    assert.ok(new X509Certificate(pem).validFromDate.getTime() < nowMs);
    assert.ok(days(pem) > 6.9 && days(pem) <= 7);
  }
  assert.ok(Math.abs(days(expired) + 1) < 0.01);
  assert.ok(new X509Certificate(expired).validFromDate < new X509Certificate(expired).validToDate);
  assert.equal(new X509Certificate(wrongName).checkHost("pricing"), undefined);
  assert.equal(new X509Certificate(expired).checkHost("pricing"), "pricing");
});
