import assert from "node:assert/strict";
import { test } from "node:test";
import { incidentExitCode } from "../../../src/cli/commands/incident-exit-code.ts";
import type { JudgedRun } from "../../../src/judge/history/claims.ts";
import type { Trit } from "../../../src/values/trit.ts";
import { simulate } from "../../run/simulated-run.ts";

const { result } = await simulate({});

function ran(exitCode: number, ...holds: readonly Trit[]): JudgedRun {
  const claim = { text: "so it is", says: { kind: "ends", verdict: "pass" } } as const;
  return { result: { ...result, exitCode }, claims: holds.map((one) => ({ claim, holds: one })) };
}

for (const [what, runs, code] of [
  ["0 when every claim of every run holds, however the runs ended", [ran(1, "true"), ran(0, "true", "true")], 0],
  ["1 when one does not", [ran(1, "true"), ran(0, "unknown", "false")], 1],
  ["3 when one is unknown", [ran(1, "true"), ran(0, "unknown")], 3],
  ["3 when nothing was claimed", [ran(0)], 3],
  ["4 when something may still be in, whatever else", [ran(4, "true"), ran(70, "false")], 4],
  ["70 when brownout broke", [ran(0, "true"), ran(70, "false")], 70],
] as const) {
  test(`the exit code of an incident is ${what}`, () => {
    assert.equal(incidentExitCode(runs), code);
  });
}
