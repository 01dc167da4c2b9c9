import { type Line, type LineListener, Lines } from "../../../src/load/sessions/lines.ts";
import type { Clock } from "../../../src/values/clock/clock.ts";

/** A line that was dialled, and when. */
export interface DialledLine extends LineListener {
  readonly atMs: number;
  readonly traceparent: string;
  isDropped: boolean;
}

/** Lines on which nothing happens but what a test says. */
export class ScriptedLines extends Lines {
  readonly dialled: DialledLine[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  override dial(_request: unknown, traceparent: unknown, listener: LineListener): Line {
    const line: DialledLine = {
      atMs: this.#clock.nowMs(),
      traceparent: `${traceparent}`,
      isDropped: false,
      onOpen: () => listener.onOpen(),
      onMessage: (text) => listener.onMessage(text),
      onEnd: (reason, status) => listener.onEnd(reason, status),
    };
    this.dialled.push(line);
    return {
      drop: () => {
        line.isDropped = true;
      },
    };
  }
}
