import { EventEmitter } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { main } from "../../src/cli/commands/main.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The exit code of a command line, and what it told besides its output. */
interface EndedHere {
  readonly code: number;
  readonly stderr: string;
}

/** `brownout ARGS` in this process, for commands that start nothing: all that src/cli.ts does, without another Node. */
export async function brownoutHere(
  context: TestContext,
  args: readonly string[],
): Promise<EndedHere & { readonly stdout: string }> {
  const path = join(await temporaryFolder(context), "stdout");
  const ended = await brownoutInto(path, args);
  return { ...ended, stdout: await readFile(path, "utf8") };
}

/** The same with its output led to a file or a device. */
export async function brownoutInto(path: string, args: readonly string[]): Promise<EndedHere> {
  const fd = openSync(path, "w");
  let stderr = "";
  const write = (text: string) => {
    stderr += text;
  };
  const standIn = Object.assign(new EventEmitter(), {
    argv: [process.execPath, "brownout", ...args],
    stdout: Object.assign(new EventEmitter(), { fd, isTTY: false }),
    stderr: Object.assign(new EventEmitter(), { write, isTTY: false }),
  });
  try {
    const code = await main(standIn as unknown as NodeJS.Process);
    return { code, stderr };
  } finally {
    closeSync(fd);
  }
}
