import { type Clock, sleep } from "../../src/values/clock/clock.ts";

/**
 * The trouble with a step: it rejects; it hangs until its signal aborts; it hangs whatever is signalled; it takes so
 * many ms.
 */
export type Trouble = "fails" | "hangs" | "hangs deaf" | number | Error;

/** By the name of the step. A list is for its first calls in turn, one trouble is for every call. */
export type Troubles = Readonly<Record<string, Trouble | readonly Trouble[]>>;

export interface Call {
  readonly atMs: number;
  readonly step: string;
}

/** Everything that a run asks of the outside is a step with a name: the script notes it, and lets it go wrong. */
export class Script {
  readonly calls: Call[] = [];
  readonly #clock: Clock;
  readonly #troubles: Troubles;
  readonly #onCall: (step: string) => void;
  readonly #times = new Map<string, number>();

  constructor(clock: Clock, troubles: Troubles, onCall: (step: string) => void) {
    this.#clock = clock;
    this.#troubles = troubles;
    this.#onCall = onCall;
  }

  async step(step: string, signal?: AbortSignal): Promise<void> {
    this.calls.push({ atMs: this.#clock.nowMs(), step });
    this.#onCall(step);
    const trouble = this.#next(step);
    if (trouble === undefined) return;
    if (trouble === "fails") throw new Error(`${step} failed`);
    if (trouble instanceof Error) throw trouble;
    if (typeof trouble === "number") return sleep(this.#clock, trouble, signal);
    await new Promise((_resolve, reject) => {
      if (trouble === "hangs deaf" || signal === undefined) return;
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  }

  /** Time at which the step was called, in ms; fails the test when it never was. */
  firstCall(step: string): number {
    const call = this.calls.find((one) => one.step === step);
    if (call === undefined) throw new Error(`"${step}" was never called`);
    return call.atMs;
  }

  #next(step: string): Trouble | undefined {
    const nth = this.#times.get(step) ?? 0;
    this.#times.set(step, nth + 1);
    const trouble = this.#troubles[step];
    return Array.isArray(trouble) ? trouble[nth] : (trouble as Trouble | undefined);
  }
}
