import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { suggest } from "../../../src/files/yaml/suggestion.ts";

const services = ["gateway", "checkout", "pricing", "inventory", "user", "order", "order-history"];

for (const [word, meant] of [
  ["latencyy", undefined],
  ["pricng", "pricing"],
  ["prciing", "pricing"],
  ["Checkout", "checkout"],
  ["ordre", "order"],
  ["orderhistory", "order-history"],
  ["usr", "user"],
  ["zzz", undefined],
  ["", undefined],
  ["x".repeat(100_000), undefined],
] as const) {
  test(`${word.slice(0, 20)} -> ${meant}`, () => assert.equal(suggest(word, services), meant));
}

test("the nearest wins", () => assert.equal(suggest("orders", ["older", "order", "border"]), "order"));

test("a word of the list is itself, and one slip in a long word is found", () => {
  fc.assert(
    fc.property(fc.constantFrom(...services.filter((name) => name.length > 5)), fc.nat(4), (name, at) => {
      assert.equal(suggest(name, services), name);
      assert.equal(suggest(name.slice(0, at) + name.slice(at + 1), services), name);
    }),
  );
});
