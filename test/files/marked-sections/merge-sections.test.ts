import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { beginMarker, endMarker, parseMarkedText } from "../../../src/files/marked-sections/marked-text.ts";
import { MarkedTextError } from "../../../src/files/marked-sections/marked-text-error.ts";
import { type GeneratedSection, mergeSections } from "../../../src/files/marked-sections/merge-sections.ts";
import { draws } from "../../support/draws.ts";

const generated = (looks: string, act = "restart"): readonly GeneratedSection[] => [
  { name: "looks", lines: looks.split("\n") },
  { name: "act", lines: act.split("\n") },
];

function newText(sections: readonly GeneratedSection[]): string {
  const parts = sections.map(({ name, lines }) => [`## ${name}`, beginMarker(name, lines), ...lines, endMarker(name)]);
  return ["# Title", ...parts.flat(), "the end", ""].join("\n");
}

function merge(text: string, last: readonly GeneratedSection[] | undefined, now: readonly GeneratedSection[]) {
  const lastByName = new Map(last?.map(({ name, lines }) => [name, lines]));
  return mergeSections("a.md", parseMarkedText({ path: "a.md", text }), lastByName, now);
}

/** Everything that stands outside of the sections, with the lines of their last markers. */
function outside(text: string): string {
  const { rawLines, sections } = parseMarkedText({ path: "a.md", text });
  return rawLines.filter((_, at) => !sections.some(({ from, to }) => at >= from && at < to)).join("");
}

function refuses(text: string, problem: RegExp): void {
  assert.throws(
    () => merge(text, undefined, generated("a")),
    (error: unknown) => {
      assert.ok(error instanceof MarkedTextError);
      assert.match(error.message, problem);
      return true;
    },
  );
}

test("a section that nobody edited is what was generated now, with what was generated last or without", () => {
  const before = newText(generated("a\nb"));
  for (const last of [generated("a\nb"), undefined, generated("of another time")]) {
    const { text, conflicts } = merge(before, last, generated("a\nB"));
    assert.equal(text, newText(generated("a\nB")));
    assert.deepEqual(conflicts, []);
  }
});

test("edits stay, and where both changed the same lines both stand there, by line", () => {
  const last = generated("a\nb\nc");
  const edited = newText(last).replace("\na\n", "\na, but slower\n").replace("restart", "don't restart");
  const fine = merge(edited, last, generated("a\nb\nC"));
  assert.match(fine.text, /\na, but slower\nb\nC\n/);
  assert.match(fine.text, /\ndon't restart\n/);
  const { text, conflicts } = merge(edited, last, generated("A\nb\nc", "scale"));
  assert.deepEqual(conflicts, [
    { section: "looks", line: 4, isWithoutBase: false },
    { section: "act", line: 14, isWithoutBase: false },
  ]);
  assert.equal(text.split("\n")[3], "<<<<<<< in this file");
  assert.match(text, /\n<<<<<<< in this file\na, but slower\n=======\nA\n>>>>>>> generated\nb\nc\n/);
  refuses(text, /a\.md:4:1 the section "looks" has a conflict that isn't decided/);
});

test("an edited section of which nobody knows what was generated last is all in conflict, and nothing of it lost", () => {
  const edited = newText(generated("a\nb")).replace("\nb\n", "\nmine\n");
  for (const last of [undefined, generated("of another time")]) {
    const { text, conflicts } = merge(edited, last, generated("a\nB"));
    assert.deepEqual(conflicts, [{ section: "looks", line: 4, isWithoutBase: true }]);
    assert.match(text, /<<<<<<< in this file\na\nmine\n=======\na\nB\n>>>>>>> generated\n/);
  }
  const same = merge(edited, undefined, generated("a\nmine"));
  assert.deepEqual([same.conflicts, same.text], [[], newText(generated("a\nmine"))]);
});

test("markers that a person wrote take what is generated, but not in place of words", () => {
  const own = (words: string) => `Ours.\n<!-- brownout:begin looks -->\n${words}<!-- brownout:end looks -->\n`;
  const { text, missing } = merge(own("\n"), undefined, generated("a"));
  assert.equal(text, `Ours.\n${beginMarker("looks", ["a"])}\na\n${endMarker("looks")}\n`);
  assert.deepEqual(missing, ["act"]);
  assert.equal(merge(own("words\n"), undefined, generated("a")).conflicts.length, 1);
});

test("sections are left out where their markers are gone, and left alone where they aren't known", () => {
  const last = generated("a");
  const taken = newText(last)
    .replace(/<!-- brownout:(begin|end) act.*-->\n/g, "")
    .replace("restart", "as we like it");
  const { text, missing } = merge(taken, last, generated("b"));
  assert.match(text, /## act\nas we like it\n/);
  assert.deepEqual(missing, ["act"]);
  const other = `${newText(last)}${beginMarker("later", ["x"])}\ny\n${endMarker("later")}\n`;
  const left = merge(other, last, last);
  assert.deepEqual([left.text, left.strangers], [other, ["later"]]);
});

test("markers that don't go together are named by line, and nothing is merged", () => {
  const text = newText(generated("a"));
  refuses(
    text.replace(/<!-- brownout:end looks -->\n/, ""),
    /a\.md:3:1 the section "looks" begins here, and doesn't end/,
  );
  refuses(text.replace(/<!-- brownout:begin act .*\n/, ""), /a\.md:8:1 the section "act" ends here, and doesn't begin/);
  refuses(text + text, /a\.md:13:1 there are two sections "looks"/);
  refuses(text.replace("\na\n", `\n${"a\n".repeat(6000)}`), /a\.md:3:1 the section "looks" has more than 5000 lines/);
});

const line = fc.constantFrom("", "a", "b", "- item", "  deeper", "constructor", "__proto__", "\ufeffx", "日本", "a\rb");
const lines: fc.Arbitrary<string[]> = fc.array(line, { maxLength: 8 });
const sections = fc.tuple(lines, lines).map(([looks, act]) => [
  { name: "looks", lines: looks },
  { name: "act", lines: act },
]);
const someLine = fc.oneof(
  fc.string({ maxLength: 12 }).map((text) => `mine ${text.replace(/[\r\n]/g, "")}`),
  fc.constantFrom(
    endMarker("looks"),
    beginMarker("act", []),
    "<!-- brownout:begin looks -->",
    "<<<<<<< HEAD",
    "- mine",
  ),
);
/** A change of a file by people and their editors: at a share of its length, lines put in, taken out, or repeated. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.nat({ max: 3 }),
  repeat: fc.boolean(),
  add: fc.array(someLine, { maxLength: 2 }),
});

type Edit = typeof edit extends fc.Arbitrary<infer One> ? One : never;

function edited(text: string, edits: readonly Edit[]): string {
  const all = text.split("\n");
  for (const { at, drop, repeat, add } of edits) {
    const place = Math.floor(at * all.length);
    all.splice(place, repeat ? 0 : drop, ...add, ...(repeat ? all.slice(place, place + drop) : []));
  }
  return all.join("\n");
}

/** Asserts that each line of a person's, which was never generated, stands in its section. */
function assertNothingLost(before: string, after: string, last: readonly GeneratedSection[]): void {
  const written = parseMarkedText({ path: "a.md", text: after }).sections;
  for (const { name, lines: mine } of parseMarkedText({ path: "a.md", text: before }).sections) {
    const known = last.find((one) => one.name === name)?.lines ?? [];
    const kept = written.find((one) => one.name === name)?.lines ?? [];
    const own = mine.filter((one) => one.trim() !== "" && !known.includes(one));
    for (const each of own) assert.ok(kept.includes(each), `${JSON.stringify(each)} is lost from ${name}`);
  }
}

test("whatever people do to the file, all outside is as it was byte for byte, and none of their lines is lost", () => {
  let merges = 0;
  const property = fc.property(
    sections,
    sections,
    fc.array(edit, { maxLength: 3 }),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean(),
    (last, now, edits, lineEnd, hasBase) => {
      const before = edited(newText(last), edits)
        .replaceAll("\n", lineEnd)
        .replace(/\r?\n$/, "");
      let after: ReturnType<typeof merge>;
      try {
        after = merge(before, hasBase ? last : undefined, now);
      } catch (error) {
        if (error instanceof MarkedTextError) return;
        throw error;
      }
      merges += 1;
      assert.equal(outside(after.text), outside(before));
      assertNothingLost(before, after.text, last);
      if (after.conflicts.length === 0) assert.equal(merge(after.text, now, now).text, after.text, "once more");
    },
  );
  fc.assert(property, { numRuns: draws(1000, 50_000) });
  assert.ok(merges > 100, `only ${merges} of the files could be merged`);
});
