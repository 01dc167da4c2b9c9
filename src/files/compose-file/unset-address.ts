import { addressName, type NamedValue } from "./named-values.ts";

/**
 * Says why a value that should hold an address holds none: a variable in the place of host or port isn't set, so that
 * nothing stands there. Undefined where that isn't so.
 */
export function unsetAddress({ name, value, text, from }: NamedValue): string | undefined {
  let at = -from;
  for (const piece of text.value.pieces) {
    if (piece.kind === "unset" && at >= 0 && at <= value.length && isAddressAt(name, value, at)) {
      return `the variable ${piece.name} is not set`;
    }
    at += piece.text.length;
  }
  return undefined;
}

/** Tells whether what isn't there would be a host or a port. */
function isAddressAt(name: string, value: string, at: number): boolean {
  if (value === "") return addressName.test(name);
  const [before, after] = [value.slice(0, at), value.slice(at)];
  const isPort = /[\w.-]:$/.test(before) && /^(?:$|[/?#,])/.test(after);
  const isHost = /(?::\/\/|@)$/.test(before) && /^(?::|\/|$)/.test(after);
  return isPort || isHost || (/(?:^|,)$/.test(before) && /^:\d+/.test(after));
}
