import type { ErrorCode } from "./error-codes.ts";
import { exitCodes } from "./exit-codes.ts";

/** The parts of a {@link BrownoutError}: everything that the person who must act needs. */
export interface ErrorParts {
  /** The event and where, in one sentence. */
  readonly message: string;
  /** The remedy, in one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * Base of every error that brownout raises on purpose. `code` is stable and may be matched on;
 * the message is for people and may change.
 */
export abstract class BrownoutError extends Error {
  abstract readonly code: ErrorCode;
  /** The exit code of the command that this error ends; the table is in docs/exit-codes.md. */
  readonly exitCode: number = exitCodes.internal;
  readonly hint: string | undefined;

  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.hint = parts.hint;
  }
}

/** The experiment or the command line is wrong: nothing was started. Exit code 64. */
export class UsageError extends BrownoutError {
  readonly code: ErrorCode = "E_USAGE";
  override readonly exitCode: number = exitCodes.usage;
}

/**
 * The run could not prove anything: the system did not come up, the harness or something it depends on
 * broke. Whatever was put in is still taken out. Exit code 3.
 */
export class InconclusiveError extends BrownoutError {
  readonly code: ErrorCode = "E_INCONCLUSIVE";
  override readonly exitCode: number = exitCodes.inconclusive;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
