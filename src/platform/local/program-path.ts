import { fileURLToPath } from "node:url";

/** Path of a program of this package, given relative to this folder without extension: `.ts` in the tree, `.js` in dist. */
export function programPath(fromHere: string): string {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  return fileURLToPath(new URL(`${fromHere}${extension}`, import.meta.url));
}
