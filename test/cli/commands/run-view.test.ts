import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CommandContext, Terminal } from "../../../src/cli/commands/context.ts";
import { openRunView } from "../../../src/cli/commands/run-view.ts";
import { terminalOf } from "../../../src/cli/commands/terminal.ts";
import { RunState } from "../../../src/judge/history/run-state.ts";
import { started } from "../../report/samples/run-started.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?1049l\x1b[?25h";
const CLEAR_LINE = "\x1b[2K";

/** A view of a run on a terminal that a test types on, resizes and looks at. */
function viewOn(options: { colour?: boolean; linesTo?: "stdout" | "stderr" } = {}) {
  const size = { columns: 80, rows: 24 };
  const written: string[] = [];
  const out: string[] = [];
  const err: string[] = [];
  let type: ((key: string) => void) | undefined;
  const interrupt = new AbortController();
  const clock = new FakeClock();
  const terminal: Terminal = {
    colour: options.colour ?? true,
    size: () => size,
    write: (text) => void written.push(text),
    canType: true,
    onKey: (listener) => {
      type = listener;
      return () => {
        type = undefined;
      };
    },
  };
  const context: CommandContext = {
    out: (text) => void out.push(text),
    deliver: (text) => void out.push(text),
    keptElsewhere: () => undefined,
    undelivered: (error) => {
      throw error;
    },
    conceal: () => undefined,
    err: (text) => void err.push(text),
    clock,
    signal: interrupt.signal,
    interrupt: () => interrupt.abort("SIGINT"),
    onInterrupt: () => () => undefined,
    exitCode: () => undefined,
    terminal,
  };
  const view = openRunView(context, options.linesTo ?? "stdout");
  const state = new RunState(started);
  return {
    ...{ view, size, written, out, err, clock, signal: interrupt.signal },
    type: (key: string) => type?.(key),
    isListening: () => type !== undefined,
    draw: () => view.listener(started, state),
  };
}

describe("the live view", () => {
  it("fills a screen of its own, and gives the terminal back once", () => {
    const { view, written, isListening } = viewOn();
    assert.deepEqual(written, [ENTER]);
    view.close();
    view.close();
    assert.deepEqual(written, [ENTER, LEAVE]);
    assert.equal(isListening(), false);
  });

  for (const [name, key] of [
    ["q", "q"],
    ["Ctrl-C", "\x03"],
  ] as const) {
    it(`stops the run at ${name}, and leaves the screen to the lines that tell of it`, () => {
      const { written, out, type, signal, draw, isListening } = viewOn();
      type("x");
      assert.equal(signal.aborted, false);
      type(key);
      assert.equal(signal.reason, "SIGINT");
      assert.deepEqual(written, [ENTER, LEAVE]);
      assert.equal(isListening(), false);
      draw();
      assert.match(out.join("\n"), /run 20260101-000000-abcd/);
      assert.equal(written.length, 2);
    });
  }

  it("is drawn a few times a second at most, each time to the size that the terminal has then", async () => {
    const { written, size, clock, draw } = viewOn();
    draw();
    draw();
    assert.equal(written.length, 2);
    size.columns = 40;
    size.rows = 5;
    await clock.advance(200);
    draw();
    assert.equal(written.length, 3);
    assert.equal(written[2]?.split(CLEAR_LINE).length, 1 + size.rows);
    assert.equal(written[2]?.endsWith("\n"), false, "a line end on the last row would scroll");
  });

  it("is without colours where the terminal has none", () => {
    const { written, draw } = viewOn({ colour: false });
    draw();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a colour
    assert.doesNotMatch(written[1] ?? "", /\x1b\[\d*m/);
  });

  it("leaves the terminal alone where stdout is for the result", () => {
    const { written, err, out, draw } = viewOn({ linesTo: "stderr" });
    draw();
    assert.deepEqual({ written, out }, { written: [], out: [] });
    assert.equal(err.length, 1);
  });
});

describe("a terminal", () => {
  const stdout = { isTTY: true, columns: 80, rows: 24 } as NodeJS.Process["stdout"];
  const stdin = {} as NodeJS.Process["stdin"];

  it("has colours unless NO_COLOR is set to something", () => {
    assert.equal(terminalOf({ stdin, stdout, env: {} }, () => undefined)?.colour, true);
    assert.equal(terminalOf({ stdin, stdout, env: { NO_COLOR: "" } }, () => undefined)?.colour, true);
    assert.equal(terminalOf({ stdin, stdout, env: { NO_COLOR: "1" } }, () => undefined)?.colour, false);
  });
});
