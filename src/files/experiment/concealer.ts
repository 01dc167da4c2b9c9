import { withoutValues } from "../yaml/concealed-parts.ts";
import type { ConcealedValue } from "../yaml/node.ts";

/** Takes values that must not be shown out of a text that others made; see {@link concealer}. */
export type Conceal = (text: string) => string;

/**
 * Puts `${NAME}` in place of each value, also where it is percent-encoded or in JSON: what a server answered, or an error
 * quotes, may have it. Values of a few characters are left, as every text has them.
 */
export function concealer(values: readonly ConcealedValue[]): Conceal {
  const encoded = values.map(({ name, value }) => ({ name, value: encodeURIComponent(value.toWellFormed()) }));
  // A value that another one begins with must not leave the other's end.
  const all = [...values, ...encoded].sort((a, b) => b.value.length - a.value.length);
  return (text) => withoutValues(text, all);
}
