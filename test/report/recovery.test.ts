import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunResult } from "../../src/judge/history/result.ts";
import { degradationSection } from "../../src/report/html/sections/degradation.ts";
import { renderResult } from "../../src/report/terminal/summary.ts";
import { twoFaults } from "./samples/plans.ts";
import { guarded, unprotected } from "./samples/results.ts";

const [fault] = guarded.faults;
const remedies = [{ id: "undo", what: "nothing", done: "true", evidence: "", after: { recovered: "false" } }] as const;
const healed: RunResult = {
  ...guarded,
  recovery: { recovered: "true", afterMs: 1400 },
  faults: fault === undefined ? [] : [{ ...fault, id: "pod-kill-1", healsFrom: "injection" }],
};
const said = [
  { result: { ...guarded, recovery: null }, text: "not measured" },
  { result: unprotected, text: "metastable: every fault is out and the system stays down; what feeds it:" },
  { result: healed, text: "after 1.4 s, counted from when pod-kill-1 went in: the platform heals it by itself" },
  { result: { ...healed, remedies }, text: "the platform heals it by itself, with what the remedies did" },
];

for (const { result, text } of said) {
  test(`the terminal and the page say of the recovery: ${text}`, () => {
    const terminal = renderResult(result, { columns: 400, colour: false }).find((line) => line.startsWith("RECOVERY"));
    const sentence = terminal?.slice("RECOVERY".length).trim() ?? "";
    assert.ok(sentence.endsWith(text), terminal);
    const page = degradationSection(result, twoFaults).text.replaceAll("&#39;", "'");
    // The page's begins with a capital letter.
    assert.ok(page.includes(sentence.slice(1)), page);
  });
}

test("the page says of edges that nothing measures here that, and not that nobody called", () => {
  const unmeasured = { ...guarded, degradations: [], undecided: [], unmeasured: ["checkout -> user"] };
  const edgesUnseen = { why: "Toxiproxy doesn't measure edges", instead: "ours does" };
  assert.match(degradationSection(unmeasured, twoFaults).text, /what checkout -&gt; user did: no call was seen there/);
  const page = degradationSection(unmeasured, { ...twoFaults, edgesUnseen }).text;
  assert.match(
    page,
    /No load left its baseline\.[\s\S]*what services call each other: Toxiproxy doesn&#39;t measure edges/,
  );
  assert.doesNotMatch(page, /no call was seen/);
});
