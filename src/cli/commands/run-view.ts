import { liveViewOf } from "../../judge/history/live-view.ts";
import type { RunState } from "../../judge/history/run-state.ts";
import { renderLive } from "../../report/terminal/live-view.ts";
import { progressLines } from "../../report/terminal/progress-lines.ts";
import type { Line } from "../../report/terminal/text.ts";
import type { RunListener } from "../../run/recorder.ts";
import type { CommandContext, Terminal } from "./context.ts";

const REDRAW_EVERY_MS = 200;
const ENTER_SCREEN = "\x1b[?1049h\x1b[?25l";
const LEAVE_SCREEN = "\x1b[?1049l\x1b[?25h";
const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[2K";
const CLEAR_BELOW = "\x1b[J";
const CTRL_C = "\x03";

/** Shows a run while it goes on. */
export interface RunView {
  readonly listener: RunListener;
  /** Gives the terminal back as it was; calling it again does nothing. */
  close(): void;
}

/** Keys of a live view beside those that stop the run. */
export interface KeyPanel {
  /** The last line of the screen: what can be typed, or what is being typed. */
  line(columns: number): Line;
  /** Takes what was typed; tells whether that was for it, so that it stops nothing. */
  take(typed: string): boolean;
}

/**
 * A live view where stdout is a terminal and free, plain lines otherwise. When the run is being stopped, lines
 * take over, so that nothing hides how taking out goes.
 */
export function openRunView(context: CommandContext, linesTo: "stdout" | "stderr", panel?: KeyPanel): RunView {
  const lines = lineView(linesTo === "stdout" ? context.out : context.err);
  if (!context.terminal || linesTo === "stderr") return lines;
  const live = liveView(context.terminal, context, panel);
  context.signal.addEventListener("abort", live.close, { once: true });
  return {
    listener: (event, state) => (context.signal.aborted ? lines : live).listener(event, state),
    close: live.close,
  };
}

function lineView(print: (line: string) => void): RunView {
  const progress = progressLines();
  return {
    listener: (event, state) => {
      for (const line of progress(event, () => liveViewOf(state))) print(line);
    },
    close: () => undefined,
  };
}

/** Fills the terminal, redrawn a few times a second. */
function liveView(terminal: Terminal, context: CommandContext, panel: KeyPanel | undefined): RunView {
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let isOpen = true;
  let last: RunState | undefined;
  const draw = () => {
    if (last === undefined) return;
    const size = terminal.size();
    const lines = renderLive(liveViewOf(last), { ...size, colour: terminal.colour }, panel?.line(size.columns));
    // Cleared before it is written: behind a line as wide as the terminal, clearing would take its last character.
    const drawn = lines.map((line) => CLEAR_LINE + line).join("\r\n");
    terminal.write(HOME + drawn + (lines.length < size.rows ? `\r\n${CLEAR_BELOW}` : ""));
  };
  const stopKeys = terminal.onKey((key) => {
    if (panel?.take(key)) draw();
    else if (key === "q" || key === CTRL_C) context.interrupt();
  });
  terminal.write(ENTER_SCREEN);
  return {
    listener(_event, state) {
      last = state;
      const nowMs = context.clock.nowMs();
      if (!isOpen || nowMs - drawnAtMs < REDRAW_EVERY_MS) return;
      drawnAtMs = nowMs;
      draw();
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      stopKeys();
      terminal.write(LEAVE_SCREEN);
    },
  };
}
