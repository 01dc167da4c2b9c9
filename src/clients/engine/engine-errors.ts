import { type BrownoutError, InconclusiveError } from "../../values/errors.ts";
import type { EngineAddress } from "./engine-address.ts";

/** No container engine answers where one should be. */
class NoEngineError extends InconclusiveError {
  override readonly code = "E_NO_ENGINE";
}

/** The engine's socket is there, and this user may not use it. */
class EnginePermissionError extends InconclusiveError {
  override readonly code = "E_ENGINE_PERMISSION";
}

/** The engine is older than what is needed of it. */
export class EngineTooOldError extends InconclusiveError {
  override readonly code = "E_ENGINE_TOO_OLD";
}

/** The engine refused what it was asked, or answered what it shouldn't. */
class EngineError extends InconclusiveError {
  override readonly code = "E_ENGINE";
}

/** A container ended at start, or its health check never said it is well. */
export class UnhealthyError extends InconclusiveError {
  override readonly code = "E_UNHEALTHY";
}

/** A container of ours broke off, or took too long. */
export class HelperError extends InconclusiveError {
  override readonly code = "E_HELPER";
}

/** The HTTP status that the engine answered with; undefined when it didn't answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as { readonly statusCode?: number }).statusCode;
}

/** No container engine is where one should be. */
export function noEngine({ host }: EngineAddress, reason: string, cause?: unknown): BrownoutError {
  return new NoEngineError({
    message: `no container engine answers at ${host}: ${reason}`,
    hint: "Start it (`sudo systemctl start docker`), or say where it is: DOCKER_HOST, or `docker context use`.",
    cause,
  });
}

/** Makes an error of what went wrong while the engine was asked to do something, in words for who must act. */
export function engineError(doing: string, { host }: EngineAddress, cause: unknown): BrownoutError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") {
    return new EnginePermissionError({
      message: `you may not use the container engine at ${host}`,
      hint: "Add yourself to the group that owns its socket (`sudo usermod -aG docker $USER`, then log in again).",
      cause,
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (statusOf(cause) === undefined) return noEngine({ host }, reason, cause);
  return new EngineError({ message: `the container engine could not ${doing}: ${reason}`, cause });
}
