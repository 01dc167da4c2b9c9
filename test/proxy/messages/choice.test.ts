import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { CallCounts } from "../../../src/proxy/messages/call-counts.ts";
import { type Choice, choiceShape, isAskedFor, isCounted, isDrawn, keyOf } from "../../../src/proxy/messages/choice.ts";
import { matchesGlob } from "../../../src/proxy/messages/glob.ts";
import { fieldOf, removeField, setField } from "../../../src/proxy/messages/head-fields.ts";

const ALL: Choice = z.object(choiceShape).parse({});
const TRACE = "0af7651916cd43dd8448eb211c80319c";

test("first, after, every and calls choose what is left of a list when each has taken its part", () => {
  const few = fc.nat(6);
  const range = fc.tuple(fc.integer({ min: 1, max: 20 }), few).map(([from, more]) => `${from}-${from + more}`);
  const calls = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), range), { maxLength: 3 });
  fc.assert(
    fc.property(few, few, few, calls, (first, after, every, named) => {
      const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
      const counted = first === 0 ? numbers.slice(after) : numbers.slice(after, after + first);
      const eachOf = every === 0 ? counted : counted.filter((_, index) => (index + 1) % every === 0);
      const inCalls = new Set(
        named.flatMap((call) => {
          const [from = 0, to = from] = `${call}`.split("-").map(Number);
          return numbers.filter((n) => n >= from && n <= to);
        }),
      );
      const expected = eachOf.filter((n) => named.length === 0 || inCalls.has(n));
      const chosen = numbers.filter((n) => isAskedFor({ ...ALL, first, after, every, calls: named }, n));
      assert.deepEqual(chosen, expected);
    }),
  );
});

test("a glob is what a regular expression of it is, and never slow", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  fc.assert(
    fc.property(word, text, (pattern, value) => {
      const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(value);
      assert.equal(matchesGlob(pattern, value), expected);
    }),
  );
  assert.equal(matchesGlob(`${"*a".repeat(2000)}*b`, "a".repeat(60_000)), false);
});

const heads: readonly (readonly [string, Partial<Choice>, boolean])[] = [
  ["GET /a/b?c HTTP/1.1\r\n\r\n", { path: "/a/*" }, true],
  ["GET /a/b?c HTTP/1.1\r\n\r\n", { path: "/a/b" }, true],
  ["GET /a/b?c HTTP/1.1\r\n\r\n", { path: "*c" }, false],
  ["GET http://host:80/a?c HTTP/1.1\r\n\r\n", { path: "/a" }, true],
  ["GET http://host HTTP/1.1\r\n\r\n", { path: "/" }, true],
  ["OPTIONS * HTTP/1.1\r\n\r\n", { path: "*" }, true],
  ["get / HTTP/1.1\r\n\r\n", { method: "Get" }, true],
  ["PUT / HTTP/1.1\r\n\r\n", { method: "get" }, false],
  ["GET / HTTP/1.1\r\nX-Tenant: gold-1\r\n\r\n", { header: { "x-tenant": "gold*" } }, true],
  ["GET / HTTP/1.1\r\nx-tenant:a\r\nX-TENANT: b\r\n\r\n", { header: { "X-Tenant": "a, b" } }, true],
  ["GET / HTTP/1.1\r\nX-Tenant: \r\n\r\n", { header: { "x-tenant": "" } }, true],
  ["GET / HTTP/1.1\r\nX-Tenant2: a\r\n\r\n", { header: { "x-tenant": "*" } }, false],
  ["GET / HTTP/1.1\r\na: 1\r\n\r\n", { header: { a: "1", b: "*" } }, false],
];

for (const [head, choice, expected] of heads) {
  test(`${JSON.stringify(choice)} ${expected ? "fits" : "doesn't fit"} ${JSON.stringify(head)}`, () =>
    assert.equal(isCounted({ ...ALL, ...choice }, head), expected));
}

test("requests are told apart by their trace or a header; one without isn't chosen", () => {
  const traced = (value: string) => `GET / HTTP/1.1\r\nTraceParent: ${value}\r\nIdempotency-Key: k\r\n\r\n`;
  const trace: Choice = { ...ALL, per: "trace" };
  const key = keyOf(trace, traced(`00-${TRACE}-b7ad6b7169203331-01`));
  assert.equal(keyOf(trace, traced(`01-${TRACE}-00f067aa0ba902b7-00-more`)), key);
  assert.notEqual(keyOf(trace, traced(`00-${"1".repeat(32)}-b7ad6b7169203331-01`)), key);
  const ofOtherRun = `${"1".repeat(16)}${TRACE.slice(16)}`;
  assert.equal(keyOf(trace, traced(`00-${ofOtherRun}-b7ad6b7169203331-01`)), key);
  for (const bad of [
    "",
    "x",
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `ff-${TRACE}-b7ad6b7169203331-01`,
    `00-${TRACE}`,
  ])
    assert.equal(keyOf(trace, traced(bad)), undefined, bad);
  assert.equal(typeof keyOf({ ...ALL, per: "header idempotency-key" }, traced("")), "string");
  assert.equal(keyOf({ ...ALL, per: "header other" }, traced("")), undefined);
  assert.equal(keyOf(ALL, traced("")), "");
});

test("a share is drawn by the seed, once for all requests of a key", () => {
  const half: Choice = { ...ALL, share: 0.3 };
  const drawn = (seed: number) => Array.from({ length: 2000 }, (_, n) => isDrawn(half, seed, "toxic", n));
  const chosen = drawn(1).filter(Boolean).length;
  // Five standard deviations of a binomial of 2000 and 0.3.
  assert.ok(Math.abs(chosen - 600) < 103, `${chosen}`);
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
  assert.equal(isDrawn({ ...ALL, share: 0 }, 1, "toxic", "k"), false);
});

test("counts are by key, and the key that was asked for least recently is forgotten", () => {
  const counts = new CallCounts();
  counts.next("kept");
  counts.next("old");
  for (let other = 0; other < 99_999; other++) {
    if (other === 50_000) assert.equal(counts.next("kept"), 2);
    counts.next(`${other}`);
  }
  assert.equal(counts.next("kept"), 3);
  assert.equal(counts.next("old"), 1);
});

test("a field that is set is there once, and all other lines stay as they were", () => {
  const name = fc.constantFrom("A", "a", "B-c", "D");
  const value = fc.string({ unit: fc.constantFrom("x", ",", "1"), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 6 }), name, value, (fields, set, to) => {
      const lines = fields.map(([field, text]) => `${field}: ${text}`);
      const head = `GET / HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
      const others = lines.filter((line) => !line.toLowerCase().startsWith(`${set.toLowerCase()}:`));
      const rest = `GET / HTTP/1.1\r\n${others.map((line) => `${line}\r\n`).join("")}`;
      assert.equal(removeField(head, set), `${rest}\r\n`);
      assert.equal(setField(head, set, to), `${rest}${set}: ${to}\r\n\r\n`);
      assert.equal(fieldOf(setField(head, set, to), set.toUpperCase()), to);
    }),
  );
  assert.equal(removeField("GET / HTTP/1.1\r\na: 1\r\n 2\r\nb: 3\r\n\r\n", "A"), "GET / HTTP/1.1\r\nb: 3\r\n\r\n");
});
