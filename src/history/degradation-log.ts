import { changeInWords } from "./change-in-words.ts";
import { isDegraded } from "./degraded.ts";
import type { Degradation, SignalStats } from "./result.ts";

/** The window that degradation is seen in. */
export const DEGRADATION_WINDOW_MS = 1000;
/** How long it must last, so that one stall of the machine isn't taken for it. */
const LASTING_MS = 500;

/** Notes when signals leave their baseline. */
export class DegradationLog {
  readonly #sinceMs = new Map<string, number>();
  readonly #found = new Map<string, Degradation>();

  /** What a signal does now, beside its baseline; times are since the first fault went in. */
  look(afterMs: number, signal: string, now: SignalStats, baseline: SignalStats): void {
    if (this.#found.has(signal)) return;
    if (!isDegraded(now, baseline)) {
      this.#sinceMs.delete(signal);
      return;
    }
    const sinceMs = this.#sinceMs.get(signal) ?? afterMs;
    this.#sinceMs.set(signal, sinceMs);
    if (afterMs - sinceMs < LASTING_MS) return;
    this.#found.set(signal, { signal, afterMs: sinceMs, evidence: changeInWords(baseline, now) });
  }

  /** In the order in which they began. */
  inOrder(): Degradation[] {
    return [...this.#found.values()].sort((a, b) => a.afterMs - b.afterMs);
  }
}
