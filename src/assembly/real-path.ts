import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The absolute path with its symbolic links followed. What isn't there is known by the folder that it would be in. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const whole = resolve(path);
    return join(realPathOf(dirname(whole)), basename(whole));
  }
}
