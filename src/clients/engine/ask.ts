import type { EngineAddress } from "./engine-address.ts";
import { engineError, statusOf } from "./engine-errors.ts";

/** Asks the engine to do something, said in words for the error. */
export async function ask<T>(doing: string, address: EngineAddress, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw engineError(doing, address, cause);
  }
}

/** Asks the engine; undefined where it answers with a status that says there is nothing there, or nothing to do. */
export async function askUnless<T>(
  statuses: readonly number[],
  doing: string,
  address: EngineAddress,
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (cause) {
    if (statuses.includes(statusOf(cause) ?? 0)) return undefined;
    throw engineError(doing, address, cause);
  }
}
