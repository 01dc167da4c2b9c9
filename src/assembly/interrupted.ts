import { untilAborted } from "../values/clock/deadline.ts";
import { BrownoutError } from "../values/errors.ts";
import { exitCodes } from "../values/exit-codes.ts";
import type { RunContext } from "./run-context.ts";

/** The person, or the machine, ended the command before it had started anything. */
class InterruptedError extends BrownoutError {
  override readonly code = "E_INTERRUPTED";
  override readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM", cause: unknown) {
    super({ message: `${signal}: ended before anything was started`, cause });
    this.exitCode = exitCodes[signal];
  }
}

/**
 * Waits for work that only reads, until the command is interrupted. A terminal interrupts the programs that the work
 * has started, too, and their ends are nothing to report then.
 * @throws InterruptedError
 */
export async function unlessInterrupted<T>(work: Promise<T>, { signal }: RunContext): Promise<T> {
  try {
    return await untilAborted(work, signal);
  } catch (error) {
    if (signal.aborted) throw new InterruptedError(signal.reason, error);
    throw error;
  }
}
