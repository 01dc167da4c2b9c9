import { valueAt } from "../../values/json-pointer.ts";

/**
 * The time at which a message was sent, in ms since the Unix epoch, from where `keys` lead in its JSON. Undefined for a
 * message that has none: it is another one than those that are measured.
 */
export function readSentMs(text: string, keys: readonly string[]): number | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    // Not every message of a session need be JSON.
    return undefined;
  }
  const sentMs = valueAt(message, keys);
  return typeof sentMs === "number" && Number.isFinite(sentMs) ? sentMs : undefined;
}
