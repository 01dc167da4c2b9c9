import type { RunEvent } from "../judge/history/event.ts";
import type { RunResult } from "../judge/history/result.ts";
import type { RunState } from "../judge/history/run-state.ts";
import type { SampledRequest } from "../load/load.ts";
import type { Clock } from "../values/clock/clock.ts";
import { withDeadline } from "../values/clock/deadline.ts";
import { messageOf } from "../values/errors.ts";
import type { Outlet } from "./outlet.ts";

/** Time that the end of a run waits for all that is still to be told, in ms. */
const FINISH_WITHIN_MS = 5000;

/** An outlet that was not told everything, and why. */
export interface Untold {
  readonly outlet: string;
  readonly why: string;
}

/** All outlets of a run. */
export class Outlets {
  readonly #outlets: readonly Outlet[];
  readonly #clock: Clock;
  /** By outlet, the first error of those that are told nothing any more. */
  readonly #broken = new Map<Outlet, unknown>();

  constructor(outlets: readonly Outlet[], clock: Clock) {
    this.#outlets = outlets;
    this.#clock = clock;
  }

  /** True when one of them is to be told of sampled requests. */
  get wantSamples(): boolean {
    return this.#outlets.some(({ tellSampled }) => tellSampled !== undefined);
  }

  /** Tells every outlet of an event. Never throws. */
  tell(event: RunEvent, state: RunState): void {
    this.#toEach((outlet) => outlet.tell(event, state));
  }

  /** Tells those that want them of sampled requests. Never throws. */
  tellSampled(requests: readonly SampledRequest[]): void {
    this.#toEach((outlet) => outlet.tellSampled?.(requests));
  }

  /** Tells every outlet how the run ended. Resolves soon, whatever they do, with what they were not told. */
  async finish(result: RunResult): Promise<readonly Untold[]> {
    const untold = await Promise.all(this.#outlets.map((outlet) => this.#finish(outlet, result)));
    return untold.flatMap((one) => one ?? []);
  }

  async close(): Promise<void> {
    await Promise.all(this.#outlets.map((outlet) => outlet.close()));
  }

  #toEach(tell: (outlet: Outlet) => void): void {
    for (const outlet of this.#outlets) {
      if (this.#broken.has(outlet)) continue;
      try {
        tell(outlet);
      } catch (error) {
        this.#broken.set(outlet, error);
      }
    }
  }

  async #finish(outlet: Outlet, result: RunResult): Promise<Untold | undefined> {
    try {
      if (this.#broken.has(outlet)) throw this.#broken.get(outlet);
      await withDeadline(this.#clock, FINISH_WITHIN_MS, (signal) => outlet.finish(result, signal));
      return undefined;
    } catch (error) {
      return { outlet: outlet.name, why: messageOf(error) };
    }
  }
}
