import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { maxTextLength, parseDocument } from "../../../src/files/yaml/document.ts";
import { formatProblem, type Problem, ProblemsError } from "../../../src/files/yaml/problem.ts";

const read = (text: string) => parseDocument({ path: "x.yaml", text });
const problemsOf = (text: string) => read(text).problems.map(formatProblem);

test("reads the scalars of the core schema, and no others", () => {
  const { value, problems } = read("a: [1, 2.5, true, null, ~, text, '1', 0x10, 2024-01-01, yes, 1_000]\nb:\n");
  assert.deepEqual(value, { a: [1, 2.5, true, null, null, "text", "1", 16, "2024-01-01", "yes", "1_000"], b: null });
  assert.deepEqual(problems, []);
});

test("writes aliases out", () => {
  assert.deepEqual(read("a: &x {k: [v]}\nb: *x\n").value, { a: { k: ["v"] }, b: { k: ["v"] } });
});

describe("positions", () => {
  const text = 'a:\n  - b: "x < 1"\n    c: plain text\r\n\n  - 7\nd: >\n  folded\n  text\ne: "a\\tb"\n';
  const document = read(text);
  const place = ({ line, column, path }: Problem) => `${path} ${line}:${column}`;
  const at = { message: "m" };

  test("of values", () => {
    assert.equal(place(document.problemAt(["a", 0, "b"], at)), "a[0].b 2:8");
    assert.equal(place(document.problemAt(["a", 0, "c"], at)), "a[0].c 3:8");
    assert.equal(place(document.problemAt(["a", 1], at)), "a[1] 5:5");
  });

  test("of keys", () => assert.equal(place(document.problemAtKey(["a", 0, "c"], at)), "a[0].c 3:5"));

  test("of what is not there: the key of what it should be in", () => {
    assert.equal(place(document.problemAt(["a", 7, "q"], at)), "a[7].q 1:1");
    assert.equal(place(document.problemAt(["d", "q"], at)), "d.q 6:1");
  });

  test("inside of a value that stands in the text as it is", () => {
    assert.equal(place(document.problemInside(["a", 0, "b"], 2, at)), "a[0].b 2:11");
    assert.equal(place(document.problemInside(["a", 0, "c"], 6, at)), "a[0].c 3:14");
  });

  test("inside of a value that is written another way: its beginning", () => {
    assert.equal(place(document.problemInside(["e"], 2, at)), "e 9:4");
  });

  test("don't count a byte order mark", () => {
    assert.equal(place(read("\uFEFFa: 1").problemAt(["a"], at)), "a 1:4");
  });
});

describe("hostile texts end in a problem", () => {
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 20; i++)
    bomb.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(", ")}]`,
    );
  const tower = ["a0: &a0 [x]"];
  for (let i = 1; i < 40; i++) tower.push(`a${i}: &a${i} [*a${i - 1}]`);
  const cases: Record<string, [text: string, problem: RegExp]> = {
    "alias bomb": [bomb.join("\n"), /^x\.yaml:\d+:\d+ holds more than 20000 values with its aliases written out$/],
    "depth through aliases": [tower.join("\n"), /nests deeper than 32 levels through aliases$/],
    "alias of itself": ["a: &x [*x]", /^x\.yaml:1:8 the alias "x" is inside of what it stands for$/],
    "alias of nothing": ["a: *x", /^x\.yaml:1:4 the alias "x" has no anchor before it$/],
    "10 MB": ["a: x\n".repeat(2_000_000), /^x\.yaml:1:1 the text is longer than 262144 characters$/],
    "deep flow": ["[".repeat(100_000), /^x\.yaml:1:32 not YAML: nesting exceeded maxDepth \(32\)$/],
    "deep block": [Array.from({ length: 200 }, (_, i) => `${" ".repeat(i)}- `).join("\n"), /nesting exceeded/],
    __proto__: ["__proto__: { admin: true }", /^x\.yaml:1:1 the key "__proto__" is reserved$/],
    "a key that objects have": ["a: { constructor: 1 }", /^x\.yaml:1:6 a: the key "constructor" is reserved$/],
    "tag of code": ["a: !!js/function 'x'", /^x\.yaml:1:4 a: the tag "!!js\/function" is not allowed/],
    "tag of a type": ["a: !!binary aGk=", /the tag "!!binary" is not allowed/],
    "tag on a key": ["b: 1\n!!str a: 1", /^x\.yaml:2:1 the tag "!!str" is not allowed/],
    NUL: ["a: x\0", /not YAML: null byte is not allowed/],
    binary: ["\x89PNG\r\n\x1a\n\x00\x01", /not YAML/],
    "control character": ['a: "\\e[31m"', /^x\.yaml:1:4 a: holds the control character U\+001B$/],
    "lone surrogate": ['a: "\\ud800"', /^x\.yaml:1:4 a: holds half of a surrogate pair$/],
    "raw lone surrogate": ["a: \ud800", /not YAML/],
    "duplicate key": ["a: 1\nb: 2\na: 3", /^x\.yaml:3:1 the key "a" is there twice$/],
    "a list as key": ["? [a]\n: 1", /^x\.yaml:1:3 a key must be plain text/],
    "several documents": ["a: 1\n---\nb: 2", /^x\.yaml:3:1 a second document begins; one file holds one$/],
    tab: ["a:\n\tb: 1", /^x\.yaml:2:\d+ not YAML: .*; indent with spaces, not with tabs$/],
    empty: ["", /^x\.yaml:1:1 the file is empty$/],
    "only a comment": ["# nothing\n", /the file is empty$/],
    "never closed": ['a: "x', /^x\.yaml:1:\d+ not YAML: unexpected end/],
  };
  for (const [name, [text, problem]] of Object.entries(cases)) {
    test(name, () => {
      const [first, ...others] = problemsOf(text);
      assert.match(first ?? "no problem", problem);
      assert.deepEqual(others, []);
    });
  }

  test("a text of the greatest length is read", () => {
    assert.deepEqual(problemsOf(`a: ${"x".repeat(maxTextLength - 3)}`), []);
  });

  test("what scalars become by variables is bounded", () => {
    const text = Array.from({ length: 1000 }, (_, i) => `k${i}: v`).join("\n");
    const document = parseDocument({ path: "x.yaml", text }, () => ({ text: "y".repeat(60_000), failures: [] }));
    assert.equal(document.value, undefined);
    assert.match(document.problems[0]?.message ?? "", /^holds more than 1048576 characters/);
  });
});

test("passes over what is wrong in one place and reads the rest", () => {
  const { value, problems } = read("a: !x 1\nb: 2\nb: 3\nconstructor: 4\nc: 5");
  assert.deepEqual(value, { a: 1, b: 2, c: 5 });
  assert.equal(problems.length, 3);
});

test("no text makes it throw, and every problem is at a place of the text", () => {
  const yamlish = fc.array(
    fc.constantFrom(
      "a",
      ": ",
      "- ",
      "\n",
      "  ",
      "&x ",
      "*x",
      "!!str ",
      "[",
      "]",
      "{",
      "}",
      ",",
      '"',
      "'",
      "|\n",
      "? ",
      "#",
      "\t",
    ),
    { maxLength: 60 },
  );
  const texts = fc.oneof(
    yamlish.map((pieces) => pieces.join("")),
    fc.string({ unit: "binary" }),
    fc.string(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const lines = text.split(/\r\n?|\n/).length;
      for (const { line = 0, column = 0 } of read(text).problems) {
        assert.ok(line >= 1 && line <= lines && column >= 1, `${line}:${column}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test("reads back what JSON writes", () => {
  const key = fc.stringMatching(/^[a-z]{1,8}$/).filter((word) => !(word in Object.prototype));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.stringMatching(/^[\x20-\x7e]{0,20}$/),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(key, tie("any"), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (json) => {
      const { value: read_, problems } = read(JSON.stringify({ json }));
      assert.deepEqual(problems, []);
      assert.deepEqual(read_, { json });
    }),
  );
});

test("a problem is one line that can't steer a terminal", () => {
  const problem = { file: "x.yaml", line: 1, column: 2, path: "a", message: "found \x1b[31m\nfoo" };
  assert.equal(formatProblem(problem), "x.yaml:1:2 a: found U+001B[31mU+000Afoo");
});

test("an error prints a hundred problems and holds all of them", () => {
  const problem = { file: "x.yaml", line: 1, column: 1, path: "", message: "m" };
  const error = new ProblemsError(Array.from({ length: 250 }, (_, i) => ({ ...problem, line: 250 - i })));
  const lines = error.message.split("\n");
  assert.equal(lines.length, 101);
  assert.equal(lines[0], "x.yaml:1:1 m");
  assert.equal(lines[100], "and 150 more problems");
  assert.equal(error.problems.length, 250);
});
