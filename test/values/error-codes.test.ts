import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { errorsPage, errorsPageText } from "../../scripts/errors-page.ts";
import { errorCodes } from "../../src/values/error-codes.ts";

const src = fileURLToPath(new URL("../../src", import.meta.url));
const CATALOGUE = join("values", "error-codes.ts");

/** The codes in the text of all of src but the catalogue. */
function codesInUse(): readonly string[] {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((file) => file.endsWith(".ts") && file !== CATALOGUE)
    .map((file) => readFileSync(join(src, file), "utf8"));
  return texts.flatMap((text) => [...text.matchAll(/"(E_[A-Z0-9_]+)"/g)].map(([, code = ""]) => code));
}

test("the catalogue has every code that errors have, and none else, by the alphabet", () => {
  const words = (code: string) => code.replaceAll("_", " ");
  const inUse = [...new Set(codesInUse())].toSorted((a, b) => (words(a) < words(b) ? -1 : 1));
  assert.deepEqual(Object.keys(errorCodes), inUse);
});

test("every entry is whole sentences, in one line of a table", () => {
  for (const [code, { meaning, action }] of Object.entries(errorCodes)) {
    for (const text of [meaning, action]) assert.match(text, /^[^|\n]+[.?]$/, code);
  }
});

test("docs/errors.md is what `npm run docs:errors` makes", () => {
  assert.equal(readFileSync(errorsPage, "utf8"), errorsPageText());
});
