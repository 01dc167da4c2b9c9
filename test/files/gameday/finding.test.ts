import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Finding, findingStatuses, severities } from "../../../src/files/gameday/finding.ts";
import { findingText } from "../../../src/files/gameday/finding-text.ts";
import { FindingError, parseFinding } from "../../../src/files/gameday/parse-finding.ts";
import { draws } from "../../support/draws.ts";

const finding: Finding = {
  title: "No alarm: pricing was slow for 20 s",
  severity: "high",
  owner: "Linus",
  experiment: "pricing-slow",
  run: "20261201-100312-k3f9",
  status: "open",
  gameday: "2026-12-01-checkout-day",
  text: "The dashboard was green.\n\n---\n\n- look at p95",
};

test("a finding is read as it was written", () => {
  assert.deepEqual(parseFinding({ path: "1.md", text: findingText(finding) }), finding);
  const { run: _run, ...withoutRun } = { ...finding, text: "" };
  assert.deepEqual(parseFinding({ path: "1.md", text: findingText(withoutRun) }), withoutRun);
});

test("whatever people write into it, its front matter stays what it is", () => {
  const line = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .map((text) => text.replaceAll(/\p{Cc}/gu, " "));
  const hostile = fc.oneof(
    line,
    fc.constantFrom("---", "status: closed", "'; &a *a !!js", "{a: b}", "- x", "null", "2026-12-01", "# no", "<<: *x"),
  );
  const any = fc.record({
    title: hostile,
    owner: hostile,
    experiment: hostile,
    gameday: hostile,
    severity: fc.constantFrom(...severities),
    status: fc.constantFrom(...findingStatuses),
    text: hostile.map((text) => text.trim()),
  });
  fc.assert(
    fc.property(any, (one) => assert.deepEqual(parseFinding({ path: "1.md", text: findingText(one) }), { ...one })),
    { numRuns: draws(200, 5000) },
  );
});

test("a finding that somebody broke is refused by line and column", () => {
  const text = findingText(finding);
  const refused = (changed: string, message: RegExp) =>
    assert.throws(
      () => parseFinding({ path: "1.md", text: changed }),
      (error) => error instanceof FindingError && message.test(error.message),
    );
  refused("# A heading", /1\.md:1:1.*begins with/);
  refused(text.replace("status: open", "status: done"), /1\.md:7:\d+.*open/);
  refused(text.replace("owner: Linus\n", ""), /owner/);
  refused(text.replace("owner:", "owner: ["), /1\.md:5:1 not YAML/);
});
