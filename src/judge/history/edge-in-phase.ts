import { type SignalReading, SignalWindow } from "../measure/window.ts";
import type { MeasuredPhase, RunEvent } from "./event.ts";
import { HarnessLog } from "./harness-log.ts";
import { meddlingOf } from "./meddling.ts";
import type { HarnessStats } from "./result.ts";
import type { RunStarted } from "./run-state.ts";
import { SuspicionBoard } from "./suspicion-board.ts";

/** An edge in one phase of a run. */
export interface EdgeInPhase {
  readonly started: RunStarted;
  readonly reading: SignalReading;
  /** Health of the harness in that phase. */
  readonly harness: HarnessStats;
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
  const reader = new PhaseReader(edge, phase);
  let started: RunStarted | undefined;
  for await (const event of events) {
    if (event.type === "run-started") started = event;
    reader.apply(event);
    if (reader.isOver) break;
  }
  return started && { started, ...reader.read() };
}

class PhaseReader {
  readonly #edge: string;
  readonly #phase: MeasuredPhase;
  readonly #window = new SignalWindow();
  readonly #harness = new HarnessLog();
  /** From the beginning on: how busy a machine was is told by how busy it was in the baseline. */
  readonly #suspicions = new SuspicionBoard([]);
  #isIn = false;
  #tickedAtMs = 0;
  isOver = false;

  constructor(edge: string, phase: MeasuredPhase) {
    this.#edge = edge;
    this.#phase = phase;
  }

  apply(event: RunEvent): void {
    if (event.type === "phase") {
      this.isOver = this.#isIn;
      this.#isIn = event.phase === this.#phase;
      this.#suspicions.startPhase(event.atMs, event.phase);
      if (this.#isIn) this.#window.clear(event.atMs);
    }
    if (event.type === "tick" && !this.isOver) this.#tick(event);
  }

  read(): Omit<EdgeInPhase, "started"> {
    return { reading: this.#window.read(), harness: this.#harness.stats(), isOver: this.isOver };
  }

  #tick({ atMs, signals, harness }: Extract<RunEvent, { type: "tick" }>): void {
    const spoilers = this.#suspicions.spoilers(harness);
    this.#suspicions.add(atMs, signals, harness, meddlingOf(harness, spoilers));
    const delta = this.#isIn ? signals[this.#edge] : undefined;
    if (delta !== undefined) this.#window.add(atMs, delta);
    if (this.#isIn) this.#harness.add(harness, atMs - this.#tickedAtMs, spoilers);
    this.#tickedAtMs = atMs;
  }
}
