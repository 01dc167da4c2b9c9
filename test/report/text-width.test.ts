import assert from "node:assert/strict";
import { test } from "node:test";
import { textWidth } from "../../src/report/terminal/text.ts";

/** Texts that terminals draw so many columns wide: by Unicode TR 11, a cluster of characters as one. */
const cases: Readonly<Record<number, readonly string[]>> = {
  0: [""],
  1: ["a", "é", "e\u0301", "✓", "━", "…", "→", "ｶ", "①", "㉈", "☎", "▲", "µ"],
  2: ["漢", "あ", "한", "，", "〈", "👍", "👨‍👩‍👧", "🇩🇪", "☎️", "1️⃣", "⌚", "㍿", "𗀀", "𛀀", "☰", "︐", "🈂", "𠀀"],
};

for (const [columns, texts] of Object.entries(cases)) {
  test(`${columns} columns`, () => {
    for (const text of texts) assert.equal(textWidth(text), Number(columns), JSON.stringify(text));
  });
}
