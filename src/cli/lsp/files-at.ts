import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** A folder with more is none that people choose from by a list. */
const MOST_FILES = 500;

/**
 * The files and folders that a path may be continued by, as it would be written; folders end with `/`. None where there is no such
 * folder.
 * @param path of the file that names it, from whose folder it counts
 */
export function filesAt(path: string, typed: string): readonly string[] {
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const isHidden = (name: string) => name.startsWith(".") && !typed.slice(folder.length).startsWith(".");
  const inside = entriesOf(folder.startsWith("/") ? folder : join(dirname(path), folder));
  return inside
    .filter((entry) => !isHidden(entry.name))
    .slice(0, MOST_FILES)
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It may be typed half, or not be there yet.
    return [];
  }
}
