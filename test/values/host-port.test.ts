import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHostPort } from "../../src/values/host-port.ts";

test("an address is a host and a port from 1 to 65535", () => {
  assert.deepEqual(parseHostPort("127.0.0.1:9001"), { host: "127.0.0.1", port: 9001 });
  assert.deepEqual(parseHostPort("order_db.shop-1:1"), { host: "order_db.shop-1", port: 1 });
  assert.deepEqual(parseHostPort("bücher.test:80"), { host: "bücher.test", port: 80 });
  assert.deepEqual(parseHostPort("[::ffff:127.0.0.1]:65535"), { host: "::ffff:127.0.0.1", port: 65_535 });
  const others = [
    "",
    "a",
    "a:",
    ":80",
    "a:0",
    "a:65536",
    "a:080000",
    "a:-1",
    "::1:80",
    "[a:80",
    "[]:80",
    "[g]:80",
    "[:::]:80",
  ];
  const noHosts = ["a b:80", "$(id):80", "a;b:80", "http://a:80", "u@a:80", "a/b:80", "{{id}}:80", "a:80\n"];
  for (const text of [...others, ...noHosts]) assert.equal(parseHostPort(text), undefined, text);
});
