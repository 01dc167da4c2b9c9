import { Histogram } from "../measure/histogram.ts";
import type { HarnessReading } from "./event.ts";
import type { HarnessStats } from "./result.ts";

/** How the harness itself did: it is a suspect, too. */
export class HarnessLog {
  readonly #lag = new Histogram();
  #loopDelayMaxMs = 0;
  #cpuMax = 0;
  #latest: HarnessReading | undefined;

  get latest(): HarnessReading | undefined {
    return this.#latest;
  }

  add(reading: HarnessReading): void {
    this.#latest = reading;
    this.#lag.add(reading.scheduleLag);
    this.#loopDelayMaxMs = Math.max(this.#loopDelayMaxMs, reading.loopDelayMaxMs);
    this.#cpuMax = Math.max(this.#cpuMax, reading.cpu);
  }

  stats(): HarnessStats {
    const quantile = (share: number) => this.#lag.quantileMs(share) ?? 0;
    return {
      scheduleLagMs: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
      loopDelayMaxMs: this.#loopDelayMaxMs,
      cpuMax: this.#cpuMax,
    };
  }
}
