import assert from "node:assert/strict";
import { test } from "node:test";
import type { SignalStats } from "../../src/judge/history/result.ts";
import { renderLive } from "../../src/report/terminal/live-view.ts";
import { renderResult } from "../../src/report/terminal/summary.ts";
import { calm } from "./samples/live.ts";
import { guarded } from "./samples/results.ts";

const EDGE = "checkout -> database";
const unseen: SignalStats = {
  started: 0,
  ended: 0,
  failed: 0,
  ratePerS: 0,
  inFlightMax: 0,
  errors: {},
  statuses: {},
  opaque: 12,
};

/** Figures, units and all: `0x`, `0/s`, `12 ms`. */
const FIGURE = /\d/;

for (const columns of [80, 200]) {
  test(`an edge whose calls are unseen has no figures in a result of ${columns} columns`, () => {
    const signals = { ...guarded.signals, [EDGE]: { baseline: unseen, fault: unseen, recovery: unseen } };
    const lines = renderResult({ ...guarded, signals }, { columns, colour: false });
    const at = lines.findIndex((text) => text.includes(EDGE));
    assert.match(lines[at] ?? "", /checkout -> database not measured: calls unseen/);
    const rows = columns < 150 ? lines.slice(at, at + 4) : [lines[at] ?? ""];
    for (const row of rows) assert.doesNotMatch(row, FIGURE);
  });

  test(`nor in a live view of ${columns} columns`, () => {
    const edges = [{ name: EDGE, ...unseen }];
    const lines = renderLive({ ...calm, edges }, { columns, rows: 50, colour: false });
    const row = lines.find((text) => text.includes(EDGE)) ?? "";
    if (columns === 200) assert.match(row, /not measured: calls unseen/);
    assert.doesNotMatch(row, FIGURE);
  });
}
