import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOf } from "../../../src/report/queue/findings.ts";
import { gitlabCodeQuality } from "../../../src/report/queue/gitlab-code-quality.ts";
import { jobSummary } from "../../../src/report/queue/job-summary.ts";
import { renderQueueJson } from "../../../src/report/queue/queue-json.ts";
import { queueJunit } from "../../../src/report/queue/queue-junit.ts";
import type { QueueEntry } from "../../../src/report/queue/queue-report.ts";
import { queueTable } from "../../../src/report/queue/queue-table.ts";
import { guarded, leftovers, unprotected, unsteady } from "../samples/results.ts";
import { entries, ran, refused, report } from "./queues.ts";

const hostile = "<script>alert(1)</script> | [a](javascript:x) `b` @everyone **c** #1";

describe("what a queue came to", () => {
  it("is a table, none of whose lines is too wide, and a sentence with all counts", () => {
    for (const columns of [80, 200]) {
      const lines = queueTable(report, { columns, colour: false });
      for (const line of lines) assert.ok(line.length <= columns, line);
      assert.match(
        lines.join(" "),
        /6 experiments: 1 undo incomplete, 1 aborted, 1 refused, 1 inconclusive, 1 not run, 1 pass; exit +code 4/,
      );
    }
  });

  it("is a sentence where there is nothing to tell in a table", () => {
    const lines = queueTable({ entries: [], exitCode: 3, why: "nothing was selected" }, { columns: 80, colour: false });
    assert.deepEqual(lines, ["0 experiments; exit code 3; nothing was selected"]);
  });

  it("is Markdown in which nobody's text is more than text", () => {
    const summary = jobSummary({
      ...report,
      entries: [
        ...entries,
        { ...ran({ ...guarded, verdict: "fail", exitCode: 1, reasons: [hostile] }), path: hostile },
      ],
    });
    assert.doesNotMatch(summary, /<script|\]\(|@everyone|\*\*c\*\*/);
    assert.match(summary, /Something that was put in may still be there/);
    const rows = summary.split("\n").filter((line) => line.startsWith("|"));
    assert.equal(rows.length, 2 + entries.length + 1);
    for (const row of rows) assert.equal(row.split("|").length, 6, row);
  });

  it("is JUnit's XML, a suite an experiment, and only what passed is green", () => {
    const suites = queueJunit(report).split("<testsuite ").slice(1);
    assert.deepEqual(
      suites.map((suite) => /^name="([^"]*)"/.exec(suite)?.[1]),
      [guarded, unsteady, unprotected, leftovers]
        .map(({ experiment }) => experiment)
        .concat("experiments/hostile.yaml", "experiments/late.yaml"),
    );
    assert.deepEqual(
      suites.map((suite) => /<(failure|error) /.test(suite)),
      [false, true, true, true, true, true],
    );
    assert.match(suites.at(-1) ?? "", /type="not-run">the budget is over</);
  });

  it("is a code quality report, a finding an issue, each with a fingerprint of its own", () => {
    // Two keys that lack are at one place: that of the mapping which they aren't in.
    const at = { file: "experiments/keys.yaml", line: 7, column: 3, message: "is missing" };
    const problems = ["load.users.rate", "load.users.request"].map((path) => ({ ...at, path }));
    const lacking: QueueEntry = { file: at.file, path: at.file, attempts: [{ ...refused, problems }] };
    const found = findingsOf([...entries, lacking]);
    assert.equal(found.filter(({ path }) => path === at.file).length, 2);
    const issues = JSON.parse(gitlabCodeQuality(found)) as { fingerprint: string; location: unknown }[];
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    assert.deepEqual(issues.find(({ location }) => JSON.stringify(location).includes("hostile"))?.location, {
      path: "experiments/hostile.yaml",
      lines: { begin: 7 },
    });
  });

  it("is a document with every try, in which no workflow command can be", () => {
    const text = renderQueueJson({ ...report, why: "##[error]x" });
    assert.doesNotMatch(text, /##\[|^\s*::/m);
    const { exitCode, why, experiments } = JSON.parse(text);
    assert.deepEqual([exitCode, why], [4, "##[error]x"]);
    assert.deepEqual(
      experiments.map((one: { outcome: string; attempts: unknown[] }) => `${one.outcome} ${one.attempts.length}`),
      ["pass 1", "inconclusive 1", "aborted 1", "undo-incomplete 1", "refused 1", "not-run 0"],
    );
  });
});
