import assert from "node:assert/strict";
import { test } from "node:test";
import type { DayDesk } from "../../../src/assembly/gameday/desk.ts";
import { DeskError } from "../../../src/assembly/gameday/desk-error.ts";
import type { CommandContext, Terminal } from "../../../src/cli/commands/context.ts";
import { DayScreen } from "../../../src/cli/gameday/day-screen.ts";
import { beginDay } from "../../../src/judge/gameday/fold-day.ts";
import { RunState } from "../../../src/judge/history/run-state.ts";
import { textWidth } from "../../../src/report/terminal/text.ts";
import { started } from "../../report/samples/run-started.ts";
import { ada, dayBegan } from "../../support/day-events.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** The screen of a day on a terminal that a test types on and looks at. */
function screenOn(columns: number) {
  const out: string[] = [];
  const notes: string[] = [];
  let type: ((key: string) => void) | undefined;
  let hear: Parameters<DayDesk["onRunEvent"]>[0] | undefined;
  const terminal: Terminal = {
    colour: false,
    size: () => ({ columns, rows: 24 }),
    write: () => undefined,
    canType: true,
    onKey: (listener) => {
      type = listener;
      return () => {
        type = undefined;
      };
    },
  };
  const desk: Pick<DayDesk, "state" | "onEvent" | "onRunEvent" | "note"> = {
    state: beginDay(dayBegan("slow")),
    onEvent: () => () => undefined,
    onRunEvent: (listener) => {
      hear = listener;
      return () => undefined;
    },
    note: async (_by, text) => void notes.push(text),
  };
  const context: Pick<CommandContext, "out" | "clock" | "signal" | "interrupt" | "terminal"> = {
    out: (text) => void out.push(text),
    clock: new FakeClock(),
    signal: new AbortController().signal,
    interrupt: () => undefined,
    terminal,
  };
  const screen = new DayScreen(desk as DayDesk, ada, context as CommandContext);
  out.length = 0;
  return {
    ...{ screen, out, notes },
    type: (key: string) => type?.(key),
    beginRun: () => hear?.(started, new RunState(started)),
  };
}

test("a note that is being typed as the run's view goes away is kept", () => {
  const { screen, notes, type, beginRun } = screenOn(80);
  beginRun();
  for (const key of ["n", "s", "l", "o", "w"]) type(key);
  assert.deepEqual(notes, []);
  screen.close();
  assert.deepEqual(notes, ["slow"]);
});

test("the reason something can't be done is broken between words, and only where it doesn't fit", () => {
  const { screen, out } = screenOn(40);
  const hint = "Write one of: learned TEXT, finding SEVERITY OWNER TITLE [-- TEXT], again, next.";
  screen.complain(new DeskError({ message: 'no line begins with  "The"', hint }));
  const [message, ...hints] = out;
  assert.equal(message, 'no line begins with  "The"');
  assert.ok(hints.length > 1 && hints.every((row) => textWidth(row) <= 40 && row.startsWith("  ")));
  assert.equal(hints.map((row) => row.trim()).join(" "), hint);
});
