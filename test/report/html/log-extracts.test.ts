import assert from "node:assert/strict";
import { test } from "node:test";
import { extractLogs } from "../../../src/report/html/log-extracts.ts";
import { guarded } from "../samples/results.ts";

/** The log of a service that wrote one line when the run began. */
function logOf(name: string, line: string) {
  return {
    name,
    async *lines() {
      yield line;
    },
  };
}

test("a time in a log is one with its zone, at a line's beginning or in JSON; no other is guessed", async () => {
  const utc = guarded.startedAt.replace(/(?:\.\d+)?Z$/, "");
  const east = new Date(Date.parse(guarded.startedAt) + 7_200_000).toISOString().slice(0, 19);
  const { around, timeless } = await extractLogs(guarded, [
    logOf("words", `${utc}Z begun`),
    logOf("json", `{"level":"info","time":"${east}+02:00"}`),
    logOf("no-zone", `${utc} begun`),
    logOf("json-no-zone", `{"time": "${utc}"}`),
    logOf("json-date", '{"ts":"Sat, 21 Nov 2026"}'),
  ]);
  assert.deepEqual([...new Set(around.flatMap(({ lines }) => lines.map(({ log }) => log)))], ["words", "json"]);
  assert.deepEqual(timeless, ["no-zone", "json-no-zone", "json-date"]);
});
