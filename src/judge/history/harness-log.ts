import { Histogram } from "../measure/histogram.ts";
import type { HarnessReading } from "./event.ts";
import { waitingIn } from "./meddling.ts";
import type { HarnessStats, PartStats } from "./result.ts";

interface PartSums {
  delayMaxMs: number;
  /** Share of the time, weighted by it. */
  waitedMs: number;
  busyMax: number;
  failing: string | undefined;
  unusableMs: number;
}

/** Log of the harness's own delays and failures while something was measured: it is a suspect, too. */
export class HarnessLog {
  readonly #lag = new Histogram();
  readonly #parts = new Map<string, PartSums>();
  #grainMs = 0;
  #loopDelayMaxMs = 0;
  #cpuMax = 0;
  #measuredMs = 0;
  #unusableMs = 0;
  #latest: HarnessReading | undefined;

  get latest(): HarnessReading | undefined {
    return this.#latest;
  }

  /** Takes in how it did while nothing was measured. */
  pass(reading: HarnessReading): void {
    this.#latest = reading;
  }

  /** @param spoilers parts because of which what was measured meanwhile is of no use */
  add(reading: HarnessReading, lastedMs: number, spoilers: readonly string[]): void {
    this.pass(reading);
    this.#lag.add(reading.scheduleLag);
    this.#grainMs = Math.max(this.#grainMs, reading.grainMs ?? 0);
    this.#loopDelayMaxMs = Math.max(this.#loopDelayMaxMs, reading.loopDelayMaxMs);
    this.#cpuMax = Math.max(this.#cpuMax, reading.cpu);
    this.#measuredMs += lastedMs;
    if (spoilers.length > 0) this.#unusableMs += lastedMs;
    for (const [name, part] of Object.entries(reading.parts ?? {})) {
      const sums = this.#sumsOf(name);
      sums.delayMaxMs = Math.max(sums.delayMaxMs, part.delayMs ?? 0);
      sums.waitedMs += waitingIn(part) * lastedMs;
      sums.busyMax = Math.max(sums.busyMax, part.busy ?? 0);
      sums.failing = part.failing ?? sums.failing;
    }
    for (const name of spoilers) this.#sumsOf(name).unusableMs += lastedMs;
  }

  stats(): HarnessStats {
    const quantile = (share: number) => this.#lag.quantileMs(share) ?? 0;
    return {
      scheduleLagMs: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
      ...(this.#grainMs > 0 && { grainMs: this.#grainMs }),
      loopDelayMaxMs: this.#loopDelayMaxMs,
      cpuMax: this.#cpuMax,
      unusable: this.#shareOf(this.#unusableMs),
      parts: Object.fromEntries([...this.#parts].map(([name, sums]) => [name, this.#statsOf(sums)])),
    };
  }

  #sumsOf(name: string): PartSums {
    const sums = this.#parts.get(name) ?? { delayMaxMs: 0, waitedMs: 0, busyMax: 0, failing: undefined, unusableMs: 0 };
    this.#parts.set(name, sums);
    return sums;
  }

  #statsOf({ delayMaxMs, waitedMs, busyMax, failing, unusableMs }: PartSums): PartStats {
    return {
      delayMaxMs,
      waiting: this.#shareOf(waitedMs),
      ...(busyMax > 0 && { busyMax }),
      unusable: this.#shareOf(unusableMs),
      ...(failing !== undefined && { failing }),
    };
  }

  #shareOf(ms: number): number {
    return this.#measuredMs > 0 ? ms / this.#measuredMs : 0;
  }
}
