import type { Conceal } from "../files/experiment/concealer.ts";

/** Takes values that must not be shown out of an error and its causes: whoever catches it may print all of it. */
export function concealInError(error: unknown, conceal: Conceal): unknown {
  const errors = new Set([error]);
  for (const at of errors) {
    if (!(at instanceof Error)) continue;
    for (const key of ["stack", "message", "hint"]) concealAt(at, key, conceal);
    errors.add(at.cause);
    if (at instanceof AggregateError) for (const one of at.errors) errors.add(one);
  }
  return error;
}

/** Defines what it can't set: the message of an aborted call, a DOMException, is its class's to give. */
function concealAt(error: Error, key: string, conceal: Conceal): void {
  const text: unknown = Reflect.get(error, key);
  if (typeof text !== "string") return;
  Object.defineProperty(error, key, { value: conceal(text), writable: true, configurable: true });
}
