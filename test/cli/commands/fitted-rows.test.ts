import assert from "node:assert/strict";
import { test } from "node:test";
import type { Terminal } from "../../../src/cli/commands/context.ts";
import { fittedRows } from "../../../src/cli/commands/fitted-rows.ts";

const terminal = { size: () => ({ columns: 20, rows: 24 }) } as Terminal;

test("rows that are wider than the terminal are broken between words, below their beginning", () => {
  const rows = ["ok gameday.yaml", "  the faults could fail 12,800 at most"];
  assert.deepEqual(fittedRows(rows, { terminal }), [
    "ok gameday.yaml",
    "  the faults could",
    "  fail 12,800 at",
    "  most",
  ]);
  assert.deepEqual(fittedRows(rows, { terminal: undefined }), rows);
});
