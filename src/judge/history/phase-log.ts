import { measuredPhases, type PhaseName } from "./event.ts";
import type { ByPhase, RunResult, SignalStats } from "./result.ts";
import type { SignalBoard } from "./signal-board.ts";

/** Tells whether observations of a phase are kept apart and judged. */
export function isMeasured(phase: PhaseName): boolean {
  return measuredPhases.some((one) => one === phase);
}

/** The phases of a run so far, and what every signal and service did in each. */
export class PhaseLog {
  readonly #board: SignalBoard;
  readonly #starts: { readonly name: PhaseName; readonly fromMs: number }[] = [];
  readonly #signals = new Map<PhaseName, Record<string, SignalStats>>();
  readonly #services = new Map<PhaseName, Record<string, SignalStats>>();

  constructor(board: SignalBoard) {
    this.#board = board;
  }

  get current(): PhaseName {
    return this.#starts.at(-1)?.name ?? "up";
  }

  get startedAtMs(): number {
    return this.#starts.at(-1)?.fromMs ?? 0;
  }

  start(atMs: number, name: PhaseName): void {
    this.#close();
    this.#starts.push({ name, fromMs: atMs });
    this.#board.startPhase(atMs);
  }

  list(nowMs: number): RunResult["phases"] {
    return this.#starts.map(({ name, fromMs }, index) => ({
      name,
      fromMs,
      toMs: this.#starts[index + 1]?.fromMs ?? nowMs,
    }));
  }

  /** Figures of a load or edge in the baseline, once that is over. */
  baselineOf(signal: string): SignalStats | undefined {
    return this.#signals.get("baseline")?.[signal];
  }

  /** By load and edge, the phase that is on included. */
  signals(): Record<string, ByPhase> {
    this.#close();
    return byName(this.#signals);
  }

  /** By service, the phase that is on included. */
  services(): Record<string, ByPhase> {
    this.#close();
    return byName(this.#services);
  }

  #close(): void {
    if (!isMeasured(this.current)) return;
    this.#signals.set(this.current, this.#board.stats());
    this.#services.set(this.current, this.#board.serviceStats());
  }
}

function byName(phases: ReadonlyMap<PhaseName, Readonly<Record<string, SignalStats>>>): Record<string, ByPhase> {
  const all: Record<string, Partial<Record<PhaseName, SignalStats>>> = {};
  for (const [phase, stats] of phases) {
    for (const [name, stat] of Object.entries(stats)) {
      all[name] ??= {};
      all[name][phase] = stat;
    }
  }
  return all;
}
