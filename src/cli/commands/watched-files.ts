import { existsSync, type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { realPathOf } from "../../assembly/real-path.ts";
import { messageOf, UsageError } from "../../values/errors.ts";

interface WatchedFolder {
  readonly watcher: FSWatcher;
  /** Tells this folder from another one that has come to its path. */
  readonly inode: number;
  /** Of its entries that matter. */
  readonly names: Set<string>;
}

/**
 * Tells when files change, by the folders that they are in: an editor that puts another file in the place of one is seen, and so
 * is a file that isn't there yet. Nothing is asked again and again.
 */
export class WatchedFiles {
  readonly #onChange: () => void;
  readonly #folders = new Map<string, WatchedFolder>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches a file, and where a link leads to it. Called again, it goes on where folders were replaced or have come to be.
   * @throws UsageError where the system watches no more
   */
  add(path: string): void {
    for (const place of new Set([resolve(path), realPathOf(path)])) {
      const folder = nearestFolder(dirname(place));
      const [name = ""] = relative(folder, place).split(sep);
      this.#watched(folder).names.add(name);
    }
  }

  close(): void {
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  #watched(folder: string): WatchedFolder {
    const { ino: inode } = statSync(folder);
    const before = this.#folders.get(folder);
    if (before?.inode === inode) return before;
    before?.watcher.close();
    const names = new Set(before?.names);
    const onEvent = (_: string, name: string | null) => {
      // A folder's own name: it was moved or removed.
      if (name === null || names.has(name) || name === basename(folder)) this.#onChange();
    };
    const watched = { watcher: open(folder, onEvent), inode, names };
    // What went wrong with a folder shows when its files are read again.
    watched.watcher.on("error", this.#onChange);
    this.#folders.set(folder, watched);
    return watched;
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? path : nearestFolder(dirname(path));
}

function open(folder: string, onEvent: (event: string, name: string | null) => void): FSWatcher {
  try {
    return watch(folder, onEvent);
  } catch (cause) {
    throw new UsageError({
      message: `cannot watch ${folder}: ${messageOf(cause)}`,
      hint: "Call validate again after each change, without --watch.",
      cause,
    });
  }
}
