import { join } from "node:path";

/**
 * The command that serves: the one of the setting, else that of the first folder that has brownout installed, else the one of the PATH.
 * @param setting empty where nothing was set
 */
export function serverCommand(
  setting: string,
  folders: readonly string[],
  platform: NodeJS.Platform,
  isThere: (path: string) => boolean,
): string {
  if (setting !== "") return setting;
  const name = platform === "win32" ? "brownout.cmd" : "brownout";
  return folders.map((folder) => join(folder, "node_modules", ".bin", name)).find(isThere) ?? "brownout";
}
