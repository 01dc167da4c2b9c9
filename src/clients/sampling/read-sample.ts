import type { SampledSignal } from "../../files/experiment/sampled-signal.ts";
import { InconclusiveError, UsageError } from "../../values/errors.ts";

/**
 * Reads a sampled signal once. Resolves with a finite number.
 *
 * @throws SignalSpecError when it could never be read as it is written
 * @throws NoSampleError when there is no number to be had now
 */
export type ReadSample = (signal: SampledSignal, abort: AbortSignal) => Promise<number>;

/** The experiment's description of a signal is wrong: what it asks for can't give one number. */
export class SignalSpecError extends UsageError {
  override readonly code = "E_SIGNAL";
}

/** There is no value now: the server is gone, has no data, or gives something that is no finite number. */
export class NoSampleError extends InconclusiveError {
  override readonly code = "E_NO_SAMPLE";
}
