import assert from "node:assert/strict";
import { test } from "node:test";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { meaningAt } from "../../../src/files/authoring/hover.ts";
import { example } from "../experiment/stand-ins.ts";
import { kindNamed, kindOfText, kinds } from "./typed.ts";

/** The meaning that is said at the first place of a word, and of which part of the text. */
function said(word: string, text = example): { readonly of: string; readonly meaning: string } {
  const offset = text.indexOf(word);
  assert.ok(offset >= 0, word);
  const found = meaningAt(text, offset + 1, kindNamed("experiment"), faultKinds);
  return { of: text.slice(found?.start, found?.end), meaning: found?.text ?? "" };
}

test("a key and its value mean what the schema says", () => {
  assert.match(said("timeout: 10s").meaning, /A request that takes longer has failed.*Default: `10s`/s);
  assert.match(said("100ms").meaning, /Most that a delay differs/);
  assert.deepEqual(said("fault: 30s").of, "fault");
  assert.match(said("shoppers:").meaning, /One load/);
});

test("a fault's type means what it does, with its keys", () => {
  const { of, meaning } = said("latency\n    on");
  assert.equal(of, "latency");
  assert.match(meaning, /^\*\*latency\*\*, on an edge: Delays everything/);
  assert.match(meaning, /- `jitter`: Most that a delay differs/);
});

test("words of criteria mean what they measure", () => {
  assert.match(said("error_rate").meaning, /share of requests that failed/);
  assert.deepEqual(said("over 5s").of, "over");
  assert.match(said("amplification").meaning, /retries/);
  assert.match(said("p95").meaning, /percentile/);
  assert.equal(said("shoppers.p95").meaning, "");
});

test("a file is of the kind that its schema's comment, its keys or its name say, and others' files are of none", () => {
  assert.equal(kindOfText("/a/x.yaml", example), "experiment");
  assert.equal(kindOfText("/a/experiments/x.yaml", ""), "experiment");
  assert.equal(kindOfText("/a/experiments/x.yaml", "nam"), "experiment");
  assert.equal(
    kindOfText("/a/x.yaml", "# yaml-language-server: $schema=../schema/experiment.schema.json\n"),
    "experiment",
  );
  assert.equal(kindOfText("/a/gameday.yaml", ""), "gameday");
  assert.equal(kindOfText("/a/x.yaml", "participants: {}\nexperiments: []\n"), "gameday");
  assert.equal(kindOfText("/a/x.yaml", "name: x\nservices:\n  a: { routes: {} }\n"), "graph");
  assert.equal(kindOfText("/a/incident.yaml", ""), "incident");
  for (const [path, text] of [
    ["/a/x.yaml", ""],
    ["/a/docker-compose.yml", "services:\n  a: { image: b, command: c }\n"],
    ["/a/experiments/pod.yaml", "apiVersion: v1\nkind: Pod\n"],
    ["/a/experiments/values.yaml", "replicas: 3\nimage: x\n"],
    ["/a/experiments/x.yaml", "# yaml-language-server: $schema=https://example.org/compose.json\n"],
    ["/a/.github/workflows/x.yml", "on: push\njobs: {}\n"],
  ] as const) {
    assert.equal(kindOfText(path, text), undefined, path);
  }
});

test("every key of every kind of file has a meaning", () => {
  const bare: string[] = [];
  const look = (value: unknown, path: string): void => {
    const { properties = {}, ...rest } = Object(value);
    for (const [key, one] of Object.entries<{ description?: string }>(properties)) {
      if (one.description === undefined && !path.endsWith("/if")) bare.push(`${path}/${key}`);
      look(one, `${path}/${key}`);
    }
    for (const [key, one] of Object.entries(rest)) if (typeof one === "object") look(one, `${path}/${key}`);
  };
  for (const { name, schema } of kinds) look(schema(), name);
  assert.deepEqual(bare, []);
});
