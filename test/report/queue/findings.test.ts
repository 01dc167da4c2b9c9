import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RunResult } from "../../../src/judge/history/result.ts";
import { findingsOf } from "../../../src/report/queue/findings.ts";
import { exitCodeOf } from "../../../src/report/queue/queue-report.ts";
import { reported } from "../samples/reported.ts";
import { guarded, leftovers, unprotected } from "../samples/results.ts";
import { entries, ran, refused } from "./queues.ts";

/** The lines of an experiment's text that findings are at, each with its severity. */
function linesAt(result: RunResult): readonly string[] {
  const lines = reported(result).experiment?.text.split("\n") ?? [];
  return findingsOf([ran(result)]).map(({ line, severity }) => `${severity}: ${lines[line - 1]?.trim()}`);
}

describe("findings of a queue", () => {
  it("are none of what passed", () => assert.deepEqual(findingsOf([ran(guarded)]), []));

  it("are at the lines of the criteria that they are about, what is known to be wrong first", () => {
    assert.deepEqual(linesAt(unprotected), [
      'error: - "shoppers.p99 > 9s over 5s"',
      'error: - "shoppers.error_rate < 1%"',
      'error: - "shoppers.p95 < 300ms"',
      'error: - "(checkout -> pricing).amplification < 1.5"',
      "error: phases: { baseline: 10s, fault: 30s, recovery: 20s }",
      'warning: - "shoppers.recovery < 10s"',
    ]);
  });

  it("say what may still be in, and how to take it out", () => {
    const [found] = findingsOf([ran(leftovers)]).filter(({ rule }) => rule === "undo");
    assert.match(found?.message ?? "", /by hand: /);
  });

  it("are at the lines of a refused file's problems", () => {
    const [entry] = entries.filter(({ attempts }) => attempts.includes(refused));
    const found = findingsOf(entry === undefined ? [] : [entry]);
    assert.deepEqual(
      found.map(({ path, line, column, severity, rule, message }) => [path, line, column, severity, rule, message]),
      [["experiments/hostile.yaml", 7, 3, "error", "E_CONFINED", "load.users: no"]],
    );
  });

  it("say in the title of a refusal what of the file it is about", () => {
    const titles = findingsOf(entries).flatMap(({ rule, title }) => (rule === "E_CONFINED" ? [title] : []));
    assert.deepEqual(titles, ["experiments/hostile.yaml: load.users is refused"]);
  });

  it("are one at least of each experiment that did not pass", () => {
    for (const entry of entries) assert.equal(findingsOf([entry]).length > 0, exitCodeOf(entry) !== 0, entry.file);
  });
});
