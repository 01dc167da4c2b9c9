import type { SignalDelta } from "../judge/measure/signal.ts";
import type { SampledRequest } from "./load.ts";

/** One load on its way, of whatever kind. */
export interface Stream {
  readonly name: string;
  /** Time at which it next has something to do; Infinity for never. */
  nextDueMs(): number;
  /** Does what is due: of each kind of thing `most` at most, so that what comes in gets its turn. */
  doWhatIsDue(most: number): void;
  /** Has those who send it try again at most so often, or as they did before; absent where nobody tries again. */
  capRetries?(most: number | undefined): void;
  /** Takes the counts since the last call. */
  take(): SignalDelta;
  /** Takes the counts of its other signals, by their names; absent where it has none. */
  takeParts?(): Readonly<Record<string, SignalDelta>>;
  /** Takes the sampled requests that ended since the last call; absent where none are sampled. */
  takeSampled?(): readonly SampledRequest[];
  /** Gives up what is in flight, and closes the connections that are its own; absent where it has none. */
  close?(): void;
}
