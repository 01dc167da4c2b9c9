import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type MergedLines, mergeLines } from "../../../src/files/marked-sections/merge-lines.ts";
import { draws } from "../../support/draws.ts";

const merged = (mine: string, base: string, theirs: string): readonly MergedLines[] => {
  const lines = (text: string) => (text === "" ? [] : text.split(","));
  return mergeLines(lines(mine), lines(base), lines(theirs));
};
const agreed = (regions: readonly MergedLines[]) =>
  regions.flatMap((region) => (region.kind === "agreed" ? region.lines : [`conflict ${region.mine}/${region.theirs}`]));

test("changes of one side alone are taken, those of both side by side are a conflict", () => {
  for (const [mine, base, theirs, expected] of [
    ["a,b,c", "a,b,c", "a,B,c", "a,B,c"],
    ["a,x,b,c", "a,b,c", "a,b,C", "a,x,b,C"],
    ["a,c,d,e", "a,b,c,d,e", "a,b,c,d,E", "a,c,d,E"],
    ["a,B,c", "a,b,c", "a,B,c", "a,B,c"],
    ["a,mine,c", "a,b,c", "a,theirs,c", "a,conflict mine/theirs,c"],
    ["a,c", "a,b,c", "a,B,c", "a,conflict /B,c"],
    ["", "", "a", "a"],
  ] as const) {
    assert.deepEqual(agreed(merged(mine, base, theirs)), expected.split(","), `${mine} of ${base} with ${theirs}`);
  }
});

test("items of a person's own at the end of a list stay there, whatever becomes of those before", () => {
  for (const [mine, base, theirs, expected] of [
    ["- p95 9 s,- mine", "- p95 9 s", "- p95 8 s", "- p95 8 s,- mine"],
    ["- p95 9 s,- mine,,", "- p95 9 s,,", "- p95 8 s,- more,,", "- p95 8 s,- more,- mine,,"],
    // What belongs to a line that is gone may mean something else beneath another.
    ["- a,  but rarely", "- a", "- b", "conflict - a,  but rarely/- b"],
    ["- a,of this one", "- a", "- b", "conflict - a,of this one/- b"],
    ["- a,- mine", "- a", "", "conflict - a,- mine/"],
    ["- A,- mine", "- a", "- b", "conflict - A,- mine/- b"],
  ] as const) {
    assert.equal(agreed(merged(mine, base, theirs)).join(), expected, `${mine} of ${base} with ${theirs}`);
  }
});

test("lines that are names of every object's own keys are lines", () => {
  const names = "constructor,__proto__,toString";
  assert.deepEqual(agreed(merged(`${names},mine`, names, `theirs,${names}`)), ["theirs", ...names.split(","), "mine"]);
});

test("no line of a person's is lost, and no change is undone", () => {
  const base = Array.from({ length: 8 }, (_, at) => `line ${at}`);
  const change = fc.array(fc.tuple(fc.nat({ max: 7 }), fc.constantFrom("drop", "change", "add", "add an item")), {
    maxLength: 4,
  });
  const changed = (changes: readonly (readonly [number, string])[], who: string) =>
    base.flatMap((line, at) => {
      const what = changes.find(([place]) => place === at)?.[1];
      const added = what === "add an item" ? [`- ${who} ${at}`] : what === "add" ? [`${who} ${at}`] : [];
      return what === "drop" ? [] : [what === "change" ? `${who} ${line}` : line, ...added];
    });
  fc.assert(
    fc.property(change, change, (ours, others) => {
      const [mine, theirs] = [changed(ours, "mine"), changed(others, "theirs")];
      const regions = mergeLines(mine, base, theirs);
      const all = regions.flatMap((one) => (one.kind === "agreed" ? one.lines : [...one.mine, ...one.theirs]));
      for (const line of mine) assert.ok(all.includes(line) || (base.includes(line) && !theirs.includes(line)), line);
      for (const line of theirs) assert.ok(all.includes(line) || (base.includes(line) && !mine.includes(line)), line);
      const certain = regions.flatMap((one) => (one.kind === "agreed" ? one.lines : []));
      for (const line of base) {
        if (!mine.includes(line) || !theirs.includes(line)) assert.ok(!certain.includes(line), `${line} is back`);
      }
    }),
    { numRuns: draws(300, 20_000) },
  );
});
