import type { StopCause } from "../judge/history/event.ts";
import type { ErrorCode } from "../values/error-codes.ts";
import { BrownoutError } from "../values/errors.ts";
import { exitCodes } from "../values/exit-codes.ts";
import type { Recorder } from "./recorder.ts";

/**
 * Ends a run early. The first cause counts; it cuts every pause short at once. After an abort the run
 * still waits for recovery, after everything else it goes straight down.
 */
export class StopSwitch {
  readonly #recorder: Recorder;
  readonly #stopped = new AbortController();
  readonly #ended = new AbortController();
  #isOver = false;

  constructor(recorder: Recorder, interrupt: AbortSignal) {
    this.#recorder = recorder;
    const onInterrupt = () => this.stop({ kind: "interrupted", signal: interrupt.reason });
    if (interrupt.aborted) onInterrupt();
    else interrupt.addEventListener("abort", onInterrupt, { once: true });
  }

  /** Aborts when the run stops early, for whatever cause. */
  get stopSignal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Aborts when the run is to end without waiting for recovery. */
  get endSignal(): AbortSignal {
    return this.#ended.signal;
  }

  stop(cause: StopCause): void {
    if (this.#isOver) return;
    const isFirst = !this.#stopped.signal.aborted;
    // Cut short before it is written down: that faults come out must not hang on a record.
    this.#stopped.abort(new Stopped(cause));
    if (cause.kind === "interrupted" || cause.kind === "broken") this.#ended.abort(new Stopped(cause));
    if (isFirst) this.#recorder.record({ type: "stopped", cause });
  }

  /** The run is over: what comes from now on changes nothing about it. */
  close(): void {
    this.#isOver = true;
  }

  /** Stops because of an error, unless the error is only the stop itself coming back. */
  stopFor(error: unknown): void {
    if (error instanceof Stopped) return;
    this.stop(brokenBy(error));
  }
}

/** Error with which pauses and calls reject that a stop cut short. */
class Stopped extends Error {
  constructor(cause: StopCause) {
    super(`the run was stopped (${cause.kind})`);
  }
}

function brokenBy(error: unknown): StopCause {
  if (error instanceof BrownoutError) {
    const { code, message, hint, exitCode } = error;
    return { kind: "broken", code, message, ...(hint !== undefined && { hint }), exitCode };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    kind: "broken",
    code: "E_INTERNAL" satisfies ErrorCode,
    message: `brownout itself failed: ${message}`,
    hint: "this is a defect of brownout; please report it with the run's folder",
    exitCode: exitCodes.internal,
  };
}
