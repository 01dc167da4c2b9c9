import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Runs something while nobody in this process can list all processes, as when no descriptors are left. */
export async function whileProcIsClosed(run: () => Promise<void>): Promise<void> {
  const list = fs.readdirSync;
  const closed = (path: string, ...rest: never[]) => {
    if (path === "/proc") throw new Error("EMFILE: too many open files");
    return list(path, ...rest);
  };
  replaceListing(closed as typeof list);
  try {
    await run();
  } finally {
    replaceListing(list);
  }
}

function replaceListing(list: typeof fs.readdirSync): void {
  fs.readdirSync = list;
  syncBuiltinESMExports();
}
