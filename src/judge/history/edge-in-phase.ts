import { type SignalReading, SignalWindow } from "../measure/window.ts";
import type { MeasuredPhase, RunEvent } from "./event.ts";
import type { RunStarted } from "./run-state.ts";

/** An edge in one phase of a run. */
export interface EdgeInPhase {
  readonly started: RunStarted;
  readonly reading: SignalReading;
  /** False where the run never came to the phase's end. */
  readonly isOver: boolean;
}

/**
 * Tells what an edge did in a phase, by a run's events; reads no further than the phase's end.
 * @returns undefined where they end before the run began
 */
export async function edgeInPhase(
  events: AsyncIterable<RunEvent>,
  edge: string,
  phase: MeasuredPhase,
): Promise<EdgeInPhase | undefined> {
  const window = new SignalWindow();
  let started: RunStarted | undefined;
  let isIn = false;
  let isOver = false;
  for await (const event of events) {
    if (event.type === "run-started") started = event;
    if (event.type === "phase") {
      isOver = isIn;
      isIn = event.phase === phase;
      if (isIn) window.clear(event.atMs);
    }
    if (isOver) break;
    const delta = isIn && event.type === "tick" ? event.signals[edge] : undefined;
    if (delta !== undefined) window.add(event.atMs, delta);
  }
  return started && { started, reading: window.read(), isOver };
}
