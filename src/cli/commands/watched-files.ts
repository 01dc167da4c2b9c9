import { type FSWatcher, statSync, watch } from "node:fs";
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
      const [folder, { names }] = this.#watchNearest(dirname(place));
      const [name = ""] = relative(folder, place).split(sep);
      names.add(name);
    }
  }

  close(): void {
    for (const folder of this.#folders.keys()) this.#forget(folder);
  }

  /** Watches a folder, or what it would be in: the nearest one that is there, which may be gone the next moment. */
  #watchNearest(folder: string): readonly [string, WatchedFolder] {
    const inode = inodeOf(folder);
    const before = this.#folders.get(folder);
    if (before !== undefined && before.inode === inode) return [folder, before];
    this.#forget(folder);
    const watcher = inode === undefined ? undefined : this.#open(folder);
    if (inode === undefined || watcher === undefined) return this.#watchNearest(dirname(folder));
    const watched = { watcher, inode, names: new Set(before?.names) };
    this.#folders.set(folder, watched);
    return [folder, watched];
  }

  /** Undefined where the folder is no longer there. */
  #open(folder: string): FSWatcher | undefined {
    const watcher = open(folder);
    watcher?.on("change", (_, name) => {
      // A folder's own name: it was moved or removed, and what comes to its path is another one, be it by the same inode.
      const isGone = name === basename(folder);
      if (isGone) this.#forget(folder, watcher);
      const names = this.#folders.get(folder)?.names;
      if (isGone || name === null || names?.has(String(name))) this.#onChange();
    });
    watcher?.on("error", () => {
      // What went wrong with a folder shows when its files are read again.
      this.#forget(folder, watcher);
      this.#onChange();
    });
    return watcher;
  }

  /** Ends the watching of a folder, unless another watcher has come for it. */
  #forget(folder: string, watcher = this.#folders.get(folder)?.watcher): void {
    watcher?.close();
    if (this.#folders.get(folder)?.watcher === watcher) this.#folders.delete(folder);
  }
}

/** Undefined where there is no folder, or none that may be looked at. */
function inodeOf(path: string): number | undefined {
  try {
    const found = statSync(path);
    return found.isDirectory() ? found.ino : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where there is no such folder any more. */
function open(folder: string): FSWatcher | undefined {
  try {
    return watch(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError({
      message: `cannot watch ${folder}: ${messageOf(cause)}`,
      hint: "Call validate again after each change, without --watch.",
      cause,
    });
  }
}
