import { isInRanges } from "../../files/experiment/status-range.ts";
import type { SignalDelta } from "../../judge/measure/signal.ts";
import type { ResolvedLoad } from "../load.ts";
import type { StreamContext } from "../load-stream.ts";
import { SignalRecorder } from "../signal-recorder.ts";
import type { Stream } from "../stream.ts";
import { GeneratorError } from "./generator-error.ts";
import { ScheduledResults } from "./scheduled-results.ts";
import { attack } from "./vegeta.ts";
import type { VegetaResult } from "./vegeta-result.ts";

/**
 * A load that vegeta sends. It sends evenly, so what is due is known though it tells only of what has ended: each of its requests
 * is an observation from its scheduled time on, as all are.
 */
export class GeneratorStream implements Stream {
  readonly name: string;
  readonly #load: ResolvedLoad;
  readonly #context: Pick<StreamContext, "clock" | "scheduleLag">;
  readonly #recorder = new SignalRecorder();
  readonly #results: ScheduledResults;
  readonly #stop: () => void;

  /** Begins now. */
  constructor(load: ResolvedLoad, targets: string, context: StreamContext) {
    const { pacing, timeoutMs, arrivalsForMs } = load;
    if (pacing.kind !== "constant") throw new RangeError(`vegeta sends evenly, and not as a ${pacing.kind}`);
    const everyNs = Math.round(1e9 / pacing.ratePerS);
    const most = arrivalsForMs === undefined ? Infinity : Math.ceil((arrivalsForMs * 1e6) / everyNs);
    this.name = load.name;
    this.#load = load;
    this.#context = context;
    this.#results = new ScheduledResults(everyNs / 1e6, context.clock.wallMs(), most);
    this.#stop = attack(
      { targets, everyNs, timeoutMs, ...(arrivalsForMs !== undefined && { forMs: arrivalsForMs }) },
      {
        onResult: (result) => this.#came(result),
        onBroken: (why) => {
          throw new GeneratorError(`load ${load.name}: ${why}`);
        },
      },
    );
  }

  /** It is told of everything. */
  nextDueMs(): number {
    return Infinity;
  }

  doWhatIsDue(): void {
    // Vegeta does.
  }

  take(): SignalDelta {
    const wallMs = this.#context.clock.wallMs();
    this.#recorder.started(this.#results.takeDue(wallMs));
    return this.#recorder.take(this.#results.inFlightSinceMs(), wallMs);
  }

  close(): void {
    this.#stop();
  }

  #came({ number, sentMs, latencyMs, status, failure }: VegetaResult): void {
    const { lagMs, newlyDue } = this.#results.came(number, sentMs);
    this.#recorder.started(newlyDue);
    this.#context.scheduleLag.record(lagMs);
    const badStatus = isInRanges(status, this.#load.failOn) ? `status ${status}` : undefined;
    this.#recorder.ended(lagMs + latencyMs, status, failure ?? badStatus);
  }
}
