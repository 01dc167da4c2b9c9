import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePageAddress, takePageAddress } from "../../src/web/page-address.ts";

test("a page is for this machine alone", () => {
  assert.deepEqual(parsePageAddress("127.0.0.1:8080"), { host: "127.0.0.1", port: 8080 });
  assert.deepEqual(parsePageAddress("[::1]:8080"), { host: "::1", port: 8080 });
  for (const text of [
    "0.0.0.0:8080",
    "[::]:8080",
    "192.168.0.7:8080",
    "localhost:8080",
    "127.0.0.2:80",
    "8080",
    "",
    "127.0.0.1:0",
  ]) {
    assert.throws(() => parsePageAddress(text), { code: "E_USAGE", hint: /ssh -L PORT/ }, text);
  }
});

test("a port that is taken is told before a day begins", async (t) => {
  const { server, origin } = await takePageAddress(parsePageAddress());
  t.after(() => server.close());
  await assert.rejects(takePageAddress(parsePageAddress(new URL(origin).host)), {
    code: "E_USAGE",
    message: /can't be at port \d+ of 127\.0\.0\.1: .*EADDRINUSE/,
  });
});
