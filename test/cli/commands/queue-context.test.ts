import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandContext, Terminal } from "../../../src/cli/commands/context.ts";
import { besideOthers, queueContext } from "../../../src/cli/commands/queue-context.ts";

/** The world of one run beside others, and what it printed; without a terminal where no width is given. */
function beside(name: string, columns?: number) {
  const printed: string[] = [];
  const terminal = columns && ({ colour: true, size: () => ({ columns, rows: 24 }) } as Terminal);
  const context = { out: (text: string) => void printed.push(text), terminal } as CommandContext;
  return { own: besideOthers(queueContext(context, false), name), printed };
}

test("each row of a run beside others says whose it is, and is broken between words where the terminal ends", () => {
  const { own, printed } = beside("slow", 60);
  own.out(`  0:01  one two\n  ${"three ".repeat(16)}`);
  const rows = printed.join("\n").split("\n");
  assert.equal(rows[0], "slow |   0:01  one two");
  assert.ok(rows.length === 3 && rows.every((row) => row.startsWith("slow | ") && row.length <= 60), rows.join("\n"));
  assert.match(rows[2] ?? "", /^slow \| {3}three three/);
  assert.deepEqual(own.reportStyle(), { columns: 53, colour: false });
});

test("a report beside others keeps some columns for itself, and 100 where there is no terminal", () => {
  assert.equal(beside("a".repeat(70), 80).own.reportStyle().columns, 40);
  const { own, printed } = beside("slow");
  own.out("word ".repeat(60));
  assert.equal(printed.length, 1);
  assert.equal(printed[0]?.split("\n").length, 1);
  assert.equal(own.reportStyle().columns, 100);
});
