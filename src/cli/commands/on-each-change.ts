import type { RunContext } from "../../assembly/run-context.ts";
import { sleep } from "../../values/clock/clock.ts";
import { WatchedFiles } from "./watched-files.ts";

/** Time for an editor, or a checkout, to write all that belongs together. */
const SETTLE_MS = 100;

/**
 * Does work that reads files, and does it again when one of them changes, until the signal aborts. Several changes at once are one.
 * @param work calls what it is given with each path before it is read, so that no change is missed
 * @throws UsageError where files can't be watched
 */
export async function onEachChange(
  work: (onRead: (path: string) => void) => Promise<void>,
  { clock, signal }: Pick<RunContext, "clock" | "signal">,
): Promise<void> {
  let changed = Promise.withResolvers<void>();
  const end = () => changed.resolve();
  signal.addEventListener("abort", end);
  const files = new WatchedFiles(() => changed.resolve());
  try {
    while (!signal.aborted) {
      let unwatched: unknown;
      await work((path) => {
        try {
          files.add(path);
        } catch (error) {
          // Not within the work, which would take it for something wrong with the file.
          unwatched ??= error;
        }
      });
      if (signal.aborted) break;
      if (unwatched !== undefined) throw unwatched;
      await changed.promise;
      // It rejects by the signal alone, which ends the loop.
      await sleep(clock, SETTLE_MS, signal).catch(() => undefined);
      changed = Promise.withResolvers<void>();
    }
  } finally {
    signal.removeEventListener("abort", end);
    files.close();
  }
}
