import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { Finding } from "../../../src/report/queue/findings.ts";
import { githubAnnotations, withoutWorkflowCommands } from "../../../src/report/queue/github-annotations.ts";
import { text } from "../arbitraries.ts";

const hostile = fc.oneof(
  text,
  fc.constantFrom(
    "::error::x",
    "\n::set-output name=a::b",
    "a,b:c%0A",
    "\r::add-mask::x",
    "##[debug]x",
    "x\u2028::warning::y",
  ),
);
const finding: fc.Arbitrary<Finding> = fc.record({
  path: hostile,
  line: fc.integer({ min: 1 }),
  column: fc.integer({ min: 1 }),
  severity: fc.constantFrom("error", "warning"),
  rule: hostile,
  title: hostile,
  message: hostile,
});

/** A command as GitHub's runner reads it. */
function readCommand(line: string) {
  const [, severity, properties = "", message = ""] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const decoded = (part: string) => part.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  const entries = properties.split(",").map((part) => {
    const [name = "", value = ""] = part.split("=", 2);
    return [name, decoded(value.replaceAll("%3A", ":").replaceAll("%2C", ","))] as const;
  });
  return { severity, message: decoded(message), names: entries.map(([name]) => name), ...Object.fromEntries(entries) };
}

it("an annotation is one line, and says what the finding says", () => {
  fc.assert(
    fc.property(finding, (one) => {
      const [line = "", ...more] = githubAnnotations([one]);
      assert.deepEqual(more, []);
      assert.doesNotMatch(line, /[\r\n]/);
      const read = readCommand(line);
      assert.deepEqual(read.names, ["file", "line", "col", "title"]);
      assert.equal(read.severity, one.severity);
      assert.equal(read.message, one.message);
    }),
  );
});

// U+0085 is the one that .NET takes for white space, as the runner does, and JavaScript doesn't.
it("a command behind white space that only the runner knows is none, too", () => {
  assert.equal(withoutWorkflowCommands("a\n\u0085 ::error::x"), "a\n\u0085 :\u2060:error::x");
});

it("what is printed beside has no command in it, and is else as it was", () => {
  const parts = fc.array(
    fc.oneof(hostile, fc.constantFrom("\n", "  ", "\t", "\u00a0", "\u0085", ":", "::", "##", "[")),
  );
  fc.assert(
    fc.property(parts, (some) => {
      const given = some.join("");
      const safe = withoutWorkflowCommands(given);
      for (const line of safe.split(/\r\n?|\n/)) assert.doesNotMatch(line, /^[\s\u0085]*::|##\[/);
      assert.equal(safe.replaceAll("\u2060", ""), given.replaceAll("\u2060", ""));
    }),
  );
});
