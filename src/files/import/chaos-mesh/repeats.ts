import type { Path } from "../../yaml/problem.ts";
import type { ForeignDocument } from "../foreign-document.ts";

/** Keys of a schedule that say how it repeats what it plays. */
const REPEATS = ["concurrencyPolicy", "historyLimit", "startingDeadlineSeconds"];

/**
 * Notes what a schedule says beside what it plays and when.
 * @param path where the schedule is
 * @param played the key of what it plays
 */
export function remarkOnRepeats(document: ForeignDocument, path: Path, played: string): void {
  for (const key of document.keysAt(path)) {
    if (key === played || key === "schedule" || key === "type") continue;
    if (REPEATS.includes(key)) document.differ([...path, key], "says how it is repeated, which goes with schedule");
    else document.leave([...path, key], "brownout knows nothing of this key");
  }
}
