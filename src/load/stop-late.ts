import { messageOf } from "../values/errors.ts";
import type { RunningLoad } from "./load.ts";

/**
 * Stops a load that comes up when nobody waits for it any more: it would go on for as long as this process.
 * @param stop ends it, with a deadline of the caller's
 * @param warn told, in words, of one that can't be stopped: it is too late for any result
 */
export async function stopLate(
  starting: Promise<RunningLoad>,
  stop: (load: RunningLoad) => Promise<void>,
  warn: (text: string) => void,
): Promise<void> {
  // That it doesn't come up is as well.
  const load = await starting.catch(() => undefined);
  if (load === undefined) return;
  try {
    await stop(load);
  } catch (error) {
    warn(
      `warning: a load came up when nobody waited for it any more, and could not be stopped: ${messageOf(error)}; it may send until this process ends`,
    );
  }
}
