import type { PartReading } from "../judge/history/event.ts";
import type { Clock } from "../values/clock/clock.ts";
import type { HarnessPart } from "./platform.ts";

const EVERY_MS = 1000;

/**
 * A part that says nothing by itself and is asked at most once a second, whenever it is read. What came of it holds until
 * it is asked anew; `late` says what it is to wait for it for so long.
 */
export class SampledPart implements HarnessPart {
  readonly name: string;
  readonly #clock: Clock;
  readonly #ask: () => Promise<PartReading | undefined>;
  readonly #late: (waitedMs: number) => PartReading | undefined;
  #askedMs = Number.NEGATIVE_INFINITY;
  #isAsking = false;
  #latest: PartReading | undefined;

  /** @param ask never rejects */
  constructor(
    name: string,
    clock: Clock,
    ask: () => Promise<PartReading | undefined>,
    late: (waitedMs: number) => PartReading | undefined = () => undefined,
  ) {
    this.name = name;
    this.#clock = clock;
    this.#ask = ask;
    this.#late = late;
  }

  read(): PartReading | undefined {
    const sinceMs = this.#clock.nowMs() - this.#askedMs;
    if (this.#isAsking) return this.#late(sinceMs) ?? this.#latest;
    if (sinceMs >= EVERY_MS) void this.#askAnew();
    return this.#latest;
  }

  async #askAnew(): Promise<void> {
    this.#askedMs = this.#clock.nowMs();
    this.#isAsking = true;
    this.#latest = await this.#ask();
    this.#isAsking = false;
  }
}
