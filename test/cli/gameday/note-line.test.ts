import assert from "node:assert/strict";
import { test } from "node:test";
import { NoteLine } from "../../../src/cli/gameday/note-line.ts";
import { lineWidth } from "../../../src/report/terminal/text.ts";

function typing(...keys: readonly string[]) {
  const notes: string[] = [];
  let stops = 0;
  const line = new NoteLine({ onNote: (text) => void notes.push(text), onStop: () => void stops++ });
  const taken = keys.map((key) => line.take(key));
  const shown = (columns: number) =>
    line
      .line(columns)
      .map(({ text }) => text)
      .join("");
  return { notes, stops, taken, shown, line };
}

test("n begins a note, Enter keeps it, and what is typed meanwhile stops nothing", () => {
  const { notes, stops, taken } = typing("n", "q", "s", " ", "é", "😀", "x", "\x7f", "\r");
  assert.deepEqual(notes, ["qs é😀"]);
  assert.equal(stops, 0);
  assert.ok(taken.every(Boolean));
});

test("Esc drops a note, an empty one is none, and s stops", () => {
  assert.deepEqual(typing("n", "a", "\x1b", "n", "\r").notes, []);
  assert.equal(typing("n", "\x1b", "s").stops, 1);
  assert.deepEqual(typing("q", "\x03", "x").taken, [false, false, false]);
});

test("Ctrl-C in the midst of a note keeps it, and is for the run", () => {
  const { notes, taken } = typing("n", "slow", "\x03");
  assert.deepEqual(notes, ["slow"]);
  assert.equal(taken.at(-1), false);
});

test("a note that is being typed as the line goes away is kept, once", () => {
  const { notes, line } = typing("n", "slow");
  line.close();
  line.close();
  assert.deepEqual(notes, ["slow"]);
  const untyped = typing("n");
  untyped.line.close();
  assert.deepEqual(untyped.notes, []);
});

test("other keys and control characters leave nothing in a note, and all lines of a paste are one", () => {
  assert.deepEqual(typing("n", "\x1b[A", "a\x1b[31mb\x07", "\x1bOP", "c\r\nrm -rf\n").notes, ["abc rm -rf"]);
  const { notes, line } = typing("n", "p95: 3 s\rerrors: 0 %");
  assert.deepEqual(notes, []);
  line.close();
  assert.deepEqual(notes, ["p95: 3 s errors: 0 %"]);
});

test("the line is never wider than the screen, and shows the end of what is typed", () => {
  const { line, shown } = typing("n", `${"wide 漢字 ".repeat(30)}end`);
  for (const columns of [80, 40, 200]) assert.ok(lineWidth(line.line(columns)) <= columns, `${columns}`);
  assert.match(shown(80), /end▏$/);
  assert.match(typing().shown(80), /^n {2}note .*s \/ q \/ Ctrl-C/);
});
