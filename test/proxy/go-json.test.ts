import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatGoJson, GoSyntaxError, type GoValue, parseGoJson } from "../../src/proxy/go-json.ts";

function plain(value: GoValue): unknown {
  switch (value.kind) {
    case "null":
      return null;
    case "number":
      return Number(value.literal);
    case "array":
      return value.items.map(plain);
    case "object":
      return Object.fromEntries(value.fields.map(([name, field]) => [name, plain(field)]));
    default:
      return value.value;
  }
}

test("reads what JSON.parse reads, and what is written is the same JSON", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom("", " x", "}"), (text, rest) => {
      const value = plain(parseGoJson(Buffer.from(text + rest)));
      assert.deepEqual(value, plain(parseGoJson(Buffer.from(formatGoJson(JSON.parse(text))))));
      assert.equal(JSON.stringify(value), JSON.stringify(JSON.parse(text)));
    }),
  );
});

test("refuses what JSON.parse refuses, without another error", () => {
  const almostJson = fc.array(fc.constantFrom(...'{}[]:,"\\u0et-.n ', "true", "null", "é"), { maxLength: 12 });
  fc.assert(
    fc.property(almostJson, (parts) => {
      const text = parts.join("");
      try {
        parseGoJson(Buffer.from(text));
      } catch (error) {
        assert.ok(error instanceof GoSyntaxError);
        assert.throws(() => JSON.parse(text));
        return;
      }
      // It reads the first value, whatever comes after it.
      assert.ok(Array.from(text, (_, at) => text.slice(0, at + 1)).some(isJson), `it took ${text}`);
    }),
    { numRuns: 5000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("deep nesting is refused", () => {
  assert.throws(() => parseGoJson(Buffer.from("[".repeat(100_000))), /exceeded max depth/);
});
