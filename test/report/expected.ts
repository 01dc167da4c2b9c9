import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/** Holds lines against expected/NAME.txt. With UPDATE_EXPECTED=1 in the environment it writes the file instead. */
export function assertExpected(name: string, lines: readonly string[]): void {
  const file = new URL(`./expected/${name}.txt`, import.meta.url);
  const text = `${lines.join("\n")}\n`;
  if (process.env.UPDATE_EXPECTED === "1") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}
