import { type MeasuredPhase, measuredPhases, type PhaseName, type RunEvent } from "../history/event.ts";
import type { RunResult, SignalStats } from "../history/result.ts";
import { statsOf } from "../history/signal-track.ts";
import type { SignalDelta } from "../measure/signal.ts";
import { SignalWindow } from "../measure/window.ts";
import { FEWEST_EACH } from "./simultaneous-intervals.ts";

/** Stalls, and whatever else varies within a run, last up to a second or so: of shorter stretches one would be like the next. */
const SHORTEST_MS = 2000;
/** More would be surer of what lasts longer than a stretch, and no truer. */
const MOST = 8;

/** The phases of two runs that are cut into stretches, and into how many each. */
export interface Cut {
  readonly count: number;
  readonly phases: readonly MeasuredPhase[];
}

/** Figures of each stretch, in order, by signal and phase. */
export type Stretches = ReadonlyMap<string, ReadonlyMap<MeasuredPhase, readonly SignalStats[]>>;

/** The length from which on a phase is long enough, in ms. */
export const LONG_ENOUGH_MS = FEWEST_EACH * SHORTEST_MS;

/** The cut of the phases of two runs: of those that are long enough in both, all into the same number of stretches; none where none is. */
export function cutOf(a: RunResult, b: RunResult): Cut | undefined {
  const shorterMs = (phase: MeasuredPhase) => Math.min(lengthOf(a, phase), lengthOf(b, phase));
  const phases = measuredPhases.filter((phase) => shorterMs(phase) >= LONG_ENOUGH_MS);
  if (phases.length === 0) return undefined;
  const fitting = phases.map((phase) => Math.floor(shorterMs(phase) / SHORTEST_MS));
  return { count: Math.min(MOST, ...fitting), phases };
}

/** The length of a phase in ms; 0 where the run didn't come to it. */
export function lengthOf({ phases }: RunResult, phase: PhaseName): number {
  const span = phases.find(({ name }) => name === phase);
  return span === undefined ? 0 : span.toMs - span.fromMs;
}

/** Cuts the phases of a run into stretches of equal length, and takes the figures of each. */
export async function readStretches(result: RunResult, events: AsyncIterable<RunEvent>, cut: Cut): Promise<Stretches> {
  const reader = new StretchReader(result, cut);
  for await (const event of events) reader.apply(event);
  return reader.finish();
}

class StretchReader {
  readonly #result: RunResult;
  readonly #cut: Cut;
  readonly #windows: ReadonlyMap<string, SignalWindow>;
  readonly #found = new Map<string, Map<MeasuredPhase, SignalStats[]>>();
  #phase: MeasuredPhase | undefined;
  #phaseFromMs = 0;
  #stretch = 0;

  constructor(result: RunResult, cut: Cut) {
    this.#result = result;
    this.#cut = cut;
    this.#windows = new Map(Object.keys(result.signals).map((name) => [name, new SignalWindow()]));
  }

  apply(event: RunEvent): void {
    if (event.type === "phase") this.#startPhase(event.atMs, event.phase);
    else if (event.type === "tick" && this.#phase !== undefined) this.#tick(this.#phase, event.atMs, event.signals);
  }

  finish(): Stretches {
    this.#close();
    return this.#found;
  }

  #startPhase(atMs: number, name: PhaseName): void {
    this.#close();
    this.#phase = this.#cut.phases.find((phase) => phase === name);
    this.#phaseFromMs = atMs;
    this.#stretch = 0;
    for (const window of this.#windows.values()) window.clear(atMs);
  }

  #tick(phase: MeasuredPhase, atMs: number, signals: Readonly<Record<string, SignalDelta>>): void {
    const passed = (atMs - this.#phaseFromMs) / this.#lengthMs(phase);
    for (const [name, window] of this.#windows) {
      const delta = Object.hasOwn(signals, name) ? signals[name] : undefined;
      if (delta !== undefined) window.add(atMs, delta);
    }
    // The last tick of a phase may come a little late, and is of its last stretch.
    if (passed < this.#stretch + 1 || this.#stretch === this.#cut.count - 1) return;
    this.#close();
    this.#stretch++;
    for (const window of this.#windows.values()) window.clear(atMs);
  }

  #lengthMs(phase: MeasuredPhase): number {
    return lengthOf(this.#result, phase) / this.#cut.count;
  }

  /** Ends the stretch that is on. */
  #close(): void {
    const phase = this.#phase;
    if (phase === undefined) return;
    for (const [name, window] of this.#windows) {
      const reading = window.read();
      // One that was silent for a while was so all that time.
      const ratePerS = (reading.ended / this.#lengthMs(phase)) * 1000;
      const byPhase = this.#found.get(name) ?? new Map<MeasuredPhase, SignalStats[]>();
      byPhase.set(phase, [...(byPhase.get(phase) ?? []), { ...statsOf(reading), ratePerS }]);
      this.#found.set(name, byPhase);
    }
  }
}
