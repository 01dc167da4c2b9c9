import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  isAllowedHost,
  parseAllowedHost,
  targetOfAddress,
  targetOfUrl,
} from "../../../src/assembly/confinement/allowed-host.ts";

const allowed = ["Staging.test", "127.0.0.1:8080", "[::1]:6379"].map(parseAllowedHost);
const mayCall = (url: string) => {
  const target = targetOfUrl(url);
  return target !== undefined && isAllowedHost(allowed, target);
};

describe("hosts that are allowed", () => {
  for (const url of [
    "http://staging.test/",
    "https://STAGING.test:9443/a?b={{id}}",
    "http://user@staging.test/@evil.test",
    "http://127.0.0.1:8080/{{uuid}}",
    // The same address, as a URL may write it.
    "http://2130706433:8080/",
    "http://0x7f.1:8080/",
  ]) {
    it(`may be called: ${url}`, () => assert.ok(mayCall(url)));
  }

  for (const url of [
    "http://evil.test/",
    "http://staging.test@evil.test/",
    "http://staging.test.evil.test/",
    "http://evil.test/?staging.test",
    "http://evil.test\\@staging.test/",
    "http://127.0.0.1/",
    "http://127.0.0.1:80800/",
    "http://127.0.0.1:808{{int 0 9}}/",
    "http://{{id}}.test/",
    "http://staging.test{{counter}}/",
    "http:/",
    "staging.test",
  ]) {
    it(`and not ${url}`, () => assert.ok(!mayCall(url)));
  }

  it("are told from the addresses of commands", () => {
    assert.deepEqual(targetOfAddress("[::1]:6379"), { host: "::1", port: 6379 });
    assert.deepEqual(targetOfAddress("redis://u:p@Cache.test/0"), { host: "cache.test", port: 6379 });
    assert.deepEqual(targetOfAddress("postgres://shop@db.test/shop"), { host: "db.test", port: 5432 });
    assert.deepEqual(targetOfAddress("https://10.0.0.1:50051"), { host: "10.0.0.1", port: 50_051 });
    assert.equal(targetOfAddress("cache.test"), undefined);
    assert.equal(targetOfAddress("ftp://cache.test"), undefined);
  });

  for (const text of ["", "http://staging.test", "a b", "host:0", "host:port", "*"]) {
    it(`are not said by ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseAllowedHost(text), { code: "E_USAGE" });
    });
  }
});
