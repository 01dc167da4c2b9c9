import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { opaque } from "../../../src/files/compose-file/interpolate.ts";
import { rewrittenText } from "../../../src/files/init/rewritten-text.ts";

/** A text out of an env file, once the address that it ends with is another one. */
function changed(text: string, address: string) {
  const from = text.indexOf(address);
  return rewrittenText(opaque(text), [{ from, to: from + address.length, by: "toxiproxy:20001" }]);
}

test("schemes, other addresses and paths may be around an address that is written down", () => {
  for (const [text, expected] of [
    ["jdbc:postgresql://db:5432/app", "jdbc:postgresql://toxiproxy:20001/app"],
    ["http+unix://a.b:80,db:5432", "http+unix://a.b:80,toxiproxy:20001"],
  ] as const) {
    assert.equal(changed(text, "db:5432"), expected);
  }
});

test("anything else may be secret", () => {
  for (const text of ["http://user:word@db:5432", "db:5432?key=1", "a:123456,db:5432", "a+b,db:5432"]) {
    assert.deepEqual(changed(text, "db:5432"), { variable: undefined }, text);
  }
});

test("many addresses before what may be secret take no time to speak of", () => {
  const text = `${"http://pricing:8080,".repeat(40)}${"jdbc:1".repeat(40)}?`;
  const read = () => changed(`${text}db:5432`, "db:5432");
  // Ends it though it never comes back, as no timeout of a test does.
  assert.deepEqual(runInNewContext("read()", { read }, { timeout: 5000 }), { variable: undefined });
});
