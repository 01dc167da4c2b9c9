import assert from "node:assert/strict";
import { test } from "node:test";
import type { RemedyOutcome } from "../../src/judge/history/result.ts";
import { remedyLines } from "../../src/report/terminal/remedies.ts";

test("remedies are told with what came after each, first of all what came of nothing", () => {
  const remedies: readonly RemedyOutcome[] = [
    {
      id: "undo",
      what: "nothing but that the faults are out",
      done: "true",
      evidence: "",
      after: { recovered: "false" },
    },
    {
      id: "restart-1",
      what: "restarts api",
      begunAtMs: 42_800,
      doneAtMs: 43_930,
      done: "true",
      evidence: "process 2 replaced process 1",
      after: { recovered: "true", afterMs: 2160 },
    },
    { id: "shed-2", what: "sheds", begunAtMs: 50_000, done: "false", evidence: "no such route", after: null },
    {
      id: "shed-3",
      what: "sheds",
      begunAtMs: 60_000,
      doneAtMs: 60_005,
      done: "true",
      evidence: "answered",
      after: { recovered: "unknown", why: "its last windows could not be judged" },
    },
  ];
  const lines = remedyLines(remedies, 100).map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );
  assert.deepEqual(lines, [
    "REMEDIES  undo: nothing but that the faults are out",
    "          steady state did not come back",
    "          restart-1, 42.8 s after the start, done 1.13 s later: restarts api",
    "          steady state was back after 2.16 s",
    "          shed-2, 50 s after the start: sheds",
    "          not done: no such route",
    "          shed-3, 60 s after the start, done 5 ms later: sheds",
    "          unknown: its last windows could not be judged",
  ]);
});
