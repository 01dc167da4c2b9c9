import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { choosingKeys, numberKeys } from "../../../src/faults/messages/choosing.ts";
import { toxicKeys } from "../../../src/faults/toxiproxy/toxic-kind.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { parse } from "./stand-ins.ts";

const page = readFileSync(new URL("../../../docs/writing-experiments.md", import.meta.url), "utf8");
const snippets = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
const whole = snippets[0] ?? "";

const graphText = readFileSync(new URL("../../../fixtures/graphs/checkout.yaml", import.meta.url), "utf8");
const deps = {
  variables: new Map([
    ["RATE", "5/s"],
    ["TOKEN", "t0ken"],
  ]),
  readGraph: (path: string, variant: string | undefined) => parseGraph({ path, text: graphText }, variant),
};

/** The text of each top-level key. */
function sections(text: string): Map<string, string> {
  const parts = text.split(/^(?=[a-z][a-z-]*:)/m).filter((part) => !part.startsWith("#"));
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(":")), part]));
}

test("the page has a whole file, and parts of others", () => {
  assert.ok(snippets.length > 1);
});

for (const [index, snippet] of snippets.entries()) {
  test(`the page's snippet ${index + 1} (${[...sections(snippet).keys()].join(", ")}) is right`, () => {
    // A part of a file is checked in place of the same part of the whole one.
    const text = [...new Map([...sections(whole), ...sections(snippet)]).values()].join("\n");
    assert.doesNotThrow(() => parse(text, deps));
  });
}

test("the page's errors are what the tool says", () => {
  const errors = page
    .match(/```text\n(experiments.*?)\n```/s)?.[1]
    ?.replaceAll("experiments/pricing-slow.yaml", "x.yaml");
  assert.throws(() => parse(whole.replace("    latency:", "    latencyy:"), deps), { message: errors ?? "none" });
});

test("the page has every kind of fault with its own keys", () => {
  for (const { type, params } of faultKinds) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${type}\` |`)) ?? "";
    assert.match(page, new RegExp(`type: ${type}\\b`), type);
    const shared = "per" in params.shape ? choosingKeys : "every" in params.shape ? numberKeys : toxicKeys;
    for (const key of Object.keys(params.shape).filter((key) => !(key in shared))) {
      assert.match(row, new RegExp(`\`${key}\``), `${type}: ${key}`);
    }
  }
});
