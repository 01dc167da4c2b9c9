import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOf } from "../../../src/report/queue/findings.ts";
import { exitCodeOf } from "../../../src/report/queue/queue-report.ts";
import { guarded, leftovers, unprotected } from "../samples/results.ts";
import { entries, ran, refused, textOf } from "./queues.ts";

/** The lines of an experiment's text that findings are at. */
function linesAt(result: typeof unprotected): readonly (string | undefined)[] {
  const lines = textOf(result).split("\n");
  return findingsOf([ran(result)]).map(({ line }) => lines[line - 1]?.trim());
}

describe("findings of a queue", () => {
  it("are none of what passed", () => assert.deepEqual(findingsOf([ran(guarded)]), []));

  it("are at the lines of the criteria that they are about, what is known to be wrong first", () => {
    assert.deepEqual(linesAt(unprotected), [
      "- shoppers.p99 > 9s over 5s",
      "- shoppers.error_rate < 1%",
      "- shoppers.p95 < 300ms",
      "- (checkout -> pricing).amplification < 1.5",
      "- shoppers.recovery < 10s",
    ]);
  });

  it("say what may still be in before all else", () => {
    const [first] = findingsOf([ran(leftovers)]);
    assert.equal(first?.rule, "undo-incomplete");
    assert.match(first?.message ?? "", /by hand: /);
  });

  it("are at the lines of a refused file's problems", () => {
    const [entry] = entries.filter(({ attempts }) => attempts.includes(refused));
    const found = findingsOf(entry === undefined ? [] : [entry]);
    assert.deepEqual(
      found.map(({ path, line, column, severity, rule, message }) => [path, line, column, severity, rule, message]),
      [["experiments/hostile.yaml", 7, 3, "error", "E_CONFINED", "load.users: no"]],
    );
  });

  it("are one at least of each experiment that did not pass", () => {
    for (const entry of entries) assert.equal(findingsOf([entry]).length > 0, exitCodeOf(entry) !== 0, entry.file);
  });
});
