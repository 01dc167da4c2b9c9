import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { expandVariables, mergeVariables, parseVariableFile } from "../../../src/files/experiment/variables.ts";
import { ProblemsError } from "../../../src/files/yaml/problem.ts";
import { example, parse } from "./stand-ins.ts";

const variables = new Map([
  ["RATE", "200/s"],
  ["EMPTY", ""],
  ["NESTED", `\${RATE}`],
]);

describe("in a text", () => {
  for (const [text, expanded] of [
    [`\${RATE}`, "200/s"],
    [`a \${RATE} b \${RATE}`, "a 200/s b 200/s"],
    [`\${UNSET:-1s}`, "1s"],
    [`\${UNSET:-}`, ""],
    [`\${EMPTY}`, ""],
    [`\${EMPTY:-full}`, "full"],
    [`\${NESTED}`, `\${RATE}`],
    [`$\${RATE}`, `\${RATE}`],
    ["$RATE $ {RATE} $1", "$RATE $ {RATE} $1"],
  ] as const) {
    test(text, () => assert.deepEqual(expandVariables(text, variables), { text: expanded, failures: [] }));
  }

  test("says where an unset variable stands, and what was probably meant", () => {
    const { failures } = expandVariables(`x \${RAET}`, variables);
    assert.equal(failures.length, 1);
    assert.equal(failures[0]?.offset, 2);
    assert.equal(failures[0]?.suggestion, "RATE");
    assert.match(failures[0]?.message ?? "", /^the variable RAET is not set; give --var RAET=VALUE/);
  });

  test("refuses what is not quite a variable", () => {
    for (const text of [`\${1X}`, `\${}`, `\${A B}`, `\${A:=b}`, `\${A`]) {
      assert.match(expandVariables(text, variables).failures[0]?.message ?? "", /^a variable is written/, text);
    }
  });

  test("doesn't grow without bound", () => {
    const long = new Map([["LONG", "x".repeat(60_000)]]);
    const { text, failures } = expandVariables(`\${LONG}`.repeat(10_000), long);
    assert.equal(text.length, 70_000);
    assert.match(failures[0]?.message ?? "", /^becomes longer than 65536 characters/);
  });
});

describe("in an experiment", () => {
  const withVariables = (text: string, entries: Record<string, string>) =>
    parse(text, { variables: new Map(Object.entries(entries)) });

  test("make rates, durations and numbers", () => {
    const text = `${example}seed: \${SEED}\n`.replace("200/s", `"\${RATE}"`).replace("2800ms", `\${SLOW:-5s}`);
    const { seed, loads, faults } = withVariables(text, { SEED: "7", RATE: "9/s" });
    assert.equal(seed, 7);
    assert.deepEqual(loads[0]?.pacing, { kind: "constant", ratePerS: 9 });
    assert.equal((faults[0]?.params as { latency: number } | undefined)?.latency, 5000);
  });

  test("are text where the text is quoted", () => {
    const text = example.replace("owner: checkout", `owner: "\${OWNER}"`);
    assert.equal(withVariables(text, { OWNER: "7" }).owner, "7");
  });

  test("unset: an error at its place, and only that one", () => {
    assert.throws(() => parse(example.replace("200/s", `\${RATE}`)), {
      code: "E_EXPERIMENT",
      message:
        `x.yaml:15:11 load.shoppers.rate: the variable RATE is not set; give --var RATE=VALUE, ` +
        `or write \${RATE:-default}`,
    });
  });

  test("never change the structure", () => {
    const printable = fc.string({ unit: fc.constantFrom(..."a1 :-#{}[],&*!|>'\"%@`\n$") });
    fc.assert(
      fc.property(printable, (value) => {
        const text = example.replace(/title: .*/, `title: "\${TITLE}!"`);
        assert.deepEqual(withVariables(text, { TITLE: value }), { ...parse(example), title: `${value}!` });
      }),
    );
    for (const value of ["{ poisson: 1/s }", "1/s\n    timeout: 1s", "[1]", "*x", "!!str 1/s"]) {
      assert.throws(
        () => withVariables(example.replace("200/s", `\${V}`), { V: value }),
        { code: "E_EXPERIMENT" },
        value,
      );
    }
  });
});

test("the first source that has a name decides it", () => {
  const merged = mergeVariables(
    new Map([["A", "1"]]),
    new Map([
      ["A", "2"],
      ["B", "2"],
    ]),
    new Map([["C", "3"]]),
  );
  assert.deepEqual(Object.fromEntries(merged), { A: "1", B: "2", C: "3" });
});

describe("a variable file", () => {
  const read = (text: string) => Object.fromEntries(parseVariableFile({ path: "x.env", text }));

  test("has a line for each variable", () => {
    const text = '\uFEFF# rates\nRATE=200/s\r\n\n  \nEMPTY=\nURL=http://a/?b=c#d\nQUOTED="x" \n';
    assert.deepEqual(read(text), { RATE: "200/s", EMPTY: "", URL: "http://a/?b=c#d", QUOTED: '"x" ' });
  });

  test("names every line that is wrong", () => {
    assert.throws(
      () => read("A=1\nB 2\n3=4\nA=5\n"),
      (error) => {
        assert.ok(error instanceof ProblemsError);
        assert.deepEqual(error.message.split("\n"), [
          "x.env:2:1 this line is not NAME=value",
          "x.env:3:1 this line is not NAME=value",
          "x.env:4:1 A is there twice",
        ]);
        return true;
      },
    );
  });
});
