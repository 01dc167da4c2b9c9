import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Tells whether a program can be started by its name alone. */
export function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not in this folder, or not for us.
      return false;
    }
  });
}
