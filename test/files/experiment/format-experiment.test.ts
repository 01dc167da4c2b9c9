import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { ExperimentError } from "../../../src/files/experiment/experiment-error.ts";
import { formatExperiment } from "../../../src/files/experiment/format-experiment.ts";
import { parseDocument } from "../../../src/files/yaml/document.ts";
import { commentsOf } from "../../../src/files/yaml/print-document.ts";
import { draws } from "../../support/draws.ts";

const format = (text: string) => formatExperiment({ path: "x.yaml", text }, faultKinds);

test("an experiment in the usual order and spacing, with its comments where they belong", () => {
  const text = `# yaml-language-server: $schema=x.json
title:   "Checkout \\u0041nswers"
name: pricing-slow # the file's


# what must hold
expect: # at the end
- shoppers.p95 < 300ms   # customers
phases: {recovery: 10s,   fault: 20s, baseline: 10s}
faults:
    # the dependency
    -   latency:   2800ms
        # callee last
        on: checkout -> pricing
        duration: 5s
        type: latency

        mode: { percent: 50 }
    # nothing else yet
load:
  shoppers: { rate: 1/s, request: GET a/b,
              headers: { x: y } } # people
  from: cluster
  others:
    body: >-
        folded

          further
    request: >
      GET a/b
    # As clients do.
  # Nobody.
  last: {rate: 1/s, tags: [a,   b]}
`;
  assert.equal(
    format(text),
    `# yaml-language-server: $schema=x.json
name: pricing-slow # the file's
title: "Checkout \\u0041nswers"

load:
  from: cluster
  shoppers:
    { rate: 1/s, request: GET a/b,
      headers: { x: y } } # people
  others:
    request: >
      GET a/b
    body: >-
      folded

        further
    # As clients do.
  # Nobody.
  last: { rate: 1/s, tags: [a, b] }

phases: { baseline: 10s, fault: 20s, recovery: 10s }

faults:
  # the dependency
  - type: latency
    # callee last
    on: checkout -> pricing

    mode: { percent: 50 }
    latency: 2800ms
    duration: 5s
  # nothing else yet

# what must hold
expect:
  # at the end
  - shoppers.p95 < 300ms # customers
`,
  );
});

test("keeps the order where there are anchors, line ends, and a byte order mark", () => {
  const text = "title: &a t\nname: *a\nowner:   [ *a ]\n";
  assert.equal(format(text), "title: &a t\nname: *a\nowner: [*a]\n");
  assert.equal(format("\uFEFFtitle: t\r\nname:  x\r\n"), "\uFEFFname: x\r\ntitle: t\r\n");
});

test("refuses what can't be read, by line and column", () => {
  assert.throws(
    () => format("name: x\nname: y\n"),
    (error) => error instanceof ExperimentError && /x\.yaml:2:1 .*is there twice/.test(error.message),
  );
});

/** Scalars as people write them, the text of all lines but the first without its indentation. */
const scalars = [
  ["plain"],
  ["0x10"],
  ["1.50"],
  ["~"],
  ["${RATE:-200/s}"],
  ["checkout -> pricing"],
  ["'it''s # no comment'"],
  ['"a \\x41 \\" b"'],
  ['"folds', "over lines\\", '  and on"'],
  ["plain that goes", "on"],
  ["'quoted", "", "  on'"],
  ["|", "literal", "  # no comment", "", "text"],
  ["|2", "    indented", "  less"],
  ["|-", "stripped"],
  [">-", "folded", "text", "", "  more"],
  [">+", "kept"],
  ["{ a: b,   c: [1,2] }"],
  ["[]"],
  ["[", "  one, # of two", "  two", "  ]"],
  ["{ a: b,", "    c: d }"],
] as const;

/** Lines of a value in a block, as they stand behind a key or a dash: the first of them in its line. */
const values: fc.Memo<readonly string[]> = fc.memo((depth) => {
  const scalar = fc
    .constantFrom(...scalars)
    .map(([first, ...rest]) => [` ${first}`, ...rest.map((line) => line && `  ${line}`)]);
  return depth <= 1
    ? scalar
    : fc.oneof(
        scalar,
        blocks(depth - 1).map((lines) => ["", ...lines.map((line) => line && `  ${line}`)]),
      );
});

const key = fc.constantFrom("name", "title", "load", "faults", "expect", "type", "on", "rate", "request", "a", "b c");
const between = fc.constantFrom([], [], [""], ["# why"], ["", "", "# of what follows"]);

/** Lines of a mapping or a list, with comments, blank lines and spaces that nobody needs. */
const blocks: fc.Memo<readonly string[]> = fc.memo((depth) => {
  const item = fc.tuple(between, fc.constantFrom("", "  "), fc.constantFrom("", "", "   # behind"), values(depth));
  const lines = (
    start: string,
    [before, space, behind, [first = "", ...rest]]: readonly [readonly string[], string, string, readonly string[]],
  ) => {
    // Behind a scalar of several lines a comment would be a part of it, or wrong.
    const comment = rest.length === 0 || first === "" ? behind : "";
    return [...before, `${start}${first === "" ? "" : space}${first}${comment}`, ...rest];
  };
  return fc.oneof(
    fc
      .uniqueArray(fc.tuple(key, item), { minLength: 1, maxLength: 4, selector: ([name]) => name })
      .map((items) => items.flatMap(([name, one]) => lines(`${name}:`, one))),
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.flatMap((one) => lines("-", one))),
  );
});

describe("whatever the text", () => {
  test("it says the same when it is formatted, with the same comments, and stays so", () => {
    fc.assert(
      fc.property(blocks(4), fc.boolean(), (lines, hasAnchor) => {
        const inner = lines.map((line) => line && `  ${line}`);
        const whole = hasAnchor ? ["anchor:   &c { x: y }", "again: [*c]  # twice", "rest:", ...inner] : lines;
        const text = `${whole.join("\n")}\n`;
        const before = parseDocument({ path: "", text });
        fc.pre(before.problems.length === 0);
        const formatted = format(text);
        assert.deepEqual(parseDocument({ path: "", text: formatted }).value, before.value);
        assert.deepEqual([...commentsOf(formatted)].sort(), [...commentsOf(text)].sort());
        assert.equal(format(formatted), formatted);
      }),
      { numRuns: draws(60, 20_000) },
    );
  });
});
