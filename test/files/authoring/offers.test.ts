import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { cursorAt } from "../../../src/files/authoring/cursor.ts";
import { noNames } from "../../../src/files/authoring/names.ts";
import { offersAt } from "../../../src/files/authoring/offers.ts";
import { example } from "../experiment/stand-ins.ts";
import { kindNamed, labels, offered, taken, typed } from "./typed.ts";

/** The example of the design with one part changed, in which the cursor is. */
function changed(part: string, by: string): string {
  assert.ok(example.includes(part), part);
  return example.replace(part, by);
}

test("keys that a mapping doesn't have yet, those that it needs marked", () => {
  assert.deepEqual(
    offered("name: x\n‸")
      .filter(({ isNeeded }) => isNeeded)
      .map(({ label }) => label),
    ["system", "load", "phases", "steady-state", "faults", "expect"],
  );
  assert.ok(!labels("name: x\n‸").includes("name"));
  assert.deepEqual(labels("phases:\n  baseline: 5s\n  ‸\n  fault: 5s\n"), ["warm-up", "recovery"]);
  assert.deepEqual(labels("phases: { baseline: 5s, ‸ }"), ["warm-up", "fault", "recovery"]);
  assert.deepEqual(labels("phases: { baseline: 5s, fau‸"), ["warm-up", "fault", "recovery"]);
  assert.deepEqual(labels("phases:\r\n  ‸\r\nload:\r\n"), ["warm-up", "baseline", "fault", "recovery"]);
});

test("keys of a fault by its type", () => {
  const text = changed("    latency: 2800ms\n    jitter: 100ms\n", "    ‸\n");
  assert.ok(labels(text).includes("jitter"), labels(text).join());
  assert.ok(!labels(text).includes("grace"));
  assert.deepEqual(labels("faults:\n  - ‸\n"), ["type"]);
  assert.ok(labels("faults:\n  - type: kill\n    on: a\n    mo‸").includes("mode"));
});

test("a key comes with what stands behind it", () => {
  assert.equal(taken("name: x\nph‸", "phases"), "name: x\nphases:\n  ");
  assert.equal(taken("name: x\n‸", "faults"), "name: x\nfaults:\n  - ");
  assert.equal(taken("phases:\n  base‸", "baseline"), "phases:\n  baseline: ");
  assert.equal(taken("phases:\n  base‸: 5s", "baseline"), "phases:\n  baseline: 5s");
  assert.equal(taken("faults:\n  - type: latency\n    jit‸", "jitter"), "faults:\n  - type: latency\n    jitter: ");
});

test("types of faults, with what each does", () => {
  const offers = offered(changed("type: latency", "type: lat‸"));
  assert.deepEqual(
    offers.map(({ label }) => label),
    faultKinds.map(({ type }) => type),
  );
  assert.match(offers.find(({ label }) => label === "kill")?.meaning ?? "", /SIGKILL/);
  assert.match(
    taken(changed("type: latency", "type: lat‸"), "latency"),
    /- type: latency\n {4}on: checkout -> pricing\n/,
  );
});

test("the graph's edges and services, by the fault's type", () => {
  const edge = changed("on: checkout -> pricing", "on: check‸out -> p");
  assert.ok(labels(edge).includes("checkout -> pricing"));
  assert.ok(!labels(edge).includes("pricing"));
  assert.equal(taken(edge, "checkout -> pricing"), example);
  const kill = changed("type: latency\n    on: checkout -> pricing", "type: kill\n    on: ‸");
  assert.ok(labels(kill).includes("pricing"));
  assert.ok(!labels(kill).includes("checkout -> pricing"));
  assert.ok(labels("faults: [{ type: latency, on: ‸ }]").includes("checkout -> pricing"));
  assert.ok(labels("faults: [{ type: latency, on: '‸' }]").includes("checkout -> pricing"));
  assert.ok(labels("limits:\n  only:\n    - ‸").includes("pricing"));
});

test("requests, variants, replicas and files", () => {
  assert.ok(labels(changed("POST gateway/checkout", "‸")).includes("POST gateway/checkout"));
  assert.deepEqual(labels(changed("variant: protected", "variant: ‸")), ["protected", "unprotected"]);
  assert.ok(labels("faults:\n  - type: kill\n    mode: ‸").includes("all"));
  assert.ok(labels("faults:\n  - type: kill\n    mode: { ‸ }").includes("fixed"));
  assert.deepEqual(labels(changed("../fixtures/graphs/checkout.yaml", "../‸")), ["../graphs/", "../x.yaml"]);
  assert.ok(labels("load:\n  a:\n    retry:\n      jitter: ‸").includes("50%"));
});

test("criteria, word by word", () => {
  const at = (criterion: string, list = "expect") =>
    labels(`load: { shoppers: {}, traders: { sessions: {} } }\nsignals: { queue: {} }\n${list}:\n  - ${criterion}\n`);
  assert.ok(
    ["shoppers", "queue", "(checkout -> pricing)"].every((one) => at("‸").includes(one)),
    at("‸").join(),
  );
  assert.ok(at("(check‸").includes("(checkout -> pricing)"));
  assert.ok(at("(checkout -> ‸").includes("(checkout -> pricing)"));
  assert.deepEqual(at("shoppers.‸"), [
    "error_rate",
    "p50",
    "p95",
    "p99",
    "p99.9",
    "mean",
    "max",
    "rate",
    "in_flight",
    "recovery",
  ]);
  assert.ok(at("traders.‸").includes("attempts"));
  assert.ok(!at("shoppers.‸", "abort").includes("recovery"));
  assert.deepEqual(at("queue.‸"), ["value", "fires"]);
  assert.ok(at("(checkout -> pricing).‸").includes("amplification"));
  assert.ok(!at("(checkout -> pricing).‸").includes("recovery"));
  assert.deepEqual(at("shoppers.p95 ‸"), ["<", "<=", ">", ">="]);
  assert.deepEqual(at("shoppers.p95 < ‸"), []);
  assert.deepEqual(at("shoppers.p95 < 300ms ‸"), ["over", "for"]);
  assert.deepEqual(at("shoppers.p95 < 300ms over 5s f‸"), ["for"]);
  assert.deepEqual(at("shoppers.recovery < 10s ‸"), []);
  assert.deepEqual(at("'shoppers.p95 ‸'"), ["<", "<=", ">", ">="]);
});

test("what is chosen in a criterion takes the place of its word alone", () => {
  assert.equal(taken("load: { a: {} }\nabort: [ b‸b.p95 < 3s ]", "a"), "load: { a: {} }\nabort: [ a.p95 < 3s ]");
  assert.equal(taken("abort:\n  - a.p9‸5 < 3s # why\n", "p99"), "abort:\n  - a.p99 < 3s # why\n");
  assert.equal(
    taken("abort:\n  - (a ->‸ b).p95 < 3s\n", "(checkout -> pricing)"),
    "abort:\n  - (checkout -> pricing).p95 < 3s\n",
  );
  assert.equal(taken('abort:\n  - "a.p95 < 3s ov‸"\n', "over"), 'abort:\n  - "a.p95 < 3s over 5s"\n');
});

test("nothing in comments, texts of several lines, and what the schema doesn't know", () => {
  for (const text of [
    "# na‸",
    "name: x # ‸",
    "title: |\n  na‸",
    "title: a\n  b ‸\n",
    "nothing:\n  - ‸",
    "faults:\n  -‸",
  ]) {
    assert.deepEqual(labels(text), [], text);
  }
});

test("the rest of a broken file doesn't matter", () => {
  const broken =
    "name: {x\nsystem: { graph: a.yaml\nload:\n  - [\nfaults:\n  - type: latency\n    on: ‸\n    }\nexpect:\n\t- x\n";
  assert.ok(labels(broken).includes("checkout -> pricing"), labels(broken).join());
  const unclosed = 'faults:\n  - type: latency\n    on: "check‸\n    latency: 5s\nexpect: []\n';
  assert.equal(taken(unclosed, "checkout -> pricing"), unclosed.replace("check‸", "checkout -> pricing"));
  assert.ok(labels(`---\nname: x\n---\nfaults:\n  - type: kill\n    on: ‸\n`).includes("pricing"));
  assert.ok(
    labels("faults:\n  - &f { type: kill, on: pricing }\n  - *f\n  - type: kill\n    on: ‸\n").includes("pricing"),
  );
});

test("game days, graphs and incidents have their own keys and names", () => {
  assert.ok(labels("name: x\nenvironment:\n  is: production\n  ‸\n", "gameday").includes("approver"));
  assert.ok(!labels("name: x\nenvironment:\n  is: staging\n  ‸\n", "gameday").includes("approver"));
  assert.deepEqual(labels("environment:\n  is: ‸\n", "gameday"), ["staging", "production"]);
  assert.deepEqual(labels("experiments:\n  - run: ‸\n", "gameday"), ["graphs/", "x.yaml"]);
  assert.ok(labels("services:\n  a:\n    ‸\n", "graph").includes("routes"));
  assert.ok(
    labels("services:\n  a:\n    routes:\n      GET /:\n        calls: [‸]\n", "graph").includes("GET pricing/price"),
  );
  assert.ok(labels("variants:\n  a:\n    ends: ‸\n", "incident").includes("aborted"));
  assert.ok(labels("stages:\n  - when: (‸\n", "incident").includes("(checkout -> pricing)"));
  assert.deepEqual(labels("stages:\n  - name: down\nvariants:\n  a:\n    until: ‸\n", "incident"), ["down"]);
});

test("every offset of a file, typed so far or in full, can be asked", () => {
  const kind = kindNamed("experiment");
  const world = { faultKinds, names: () => noNames, filesAt: () => [] };
  fc.assert(
    fc.property(fc.nat({ max: example.length }), fc.boolean(), (offset, isCut) => {
      const text = isCut ? example.slice(0, offset) : example;
      for (const { start, end } of offersAt(text, offset, kind, world)) {
        assert.ok(start <= offset && offset <= end, `${start} ${offset} ${end}`);
        assert.ok(!/[\r\n]/.test(text.slice(start, end)));
      }
    }),
    { numRuns: 200 },
  );
});

test("a cursor is at its place in UTF-16 units, whatever ends the lines", () => {
  for (const lineEnd of ["\n", "\r\n", "\r"]) {
    const { text, offset } = typed(["title: 🦊🦊", "phases:", "  fau‸: 5s"].join(lineEnd));
    const cursor = cursorAt(text, offset);
    assert.deepEqual(cursor?.path, ["phases"]);
    assert.equal(text.slice(cursor?.start, cursor?.end), "fau");
  }
});
