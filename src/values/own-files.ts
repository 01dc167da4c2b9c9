import { findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package, whether it is the source tree or installed. */
export function packageFolder(): string {
  const manifest = findPackageJSON(import.meta.url);
  if (manifest === undefined) throw new Error("brownout's package.json is missing");
  return dirname(manifest);
}

/**
 * A source file of this package as it can be started: `.ts` in the tree, `.js` once built. `path` has no
 * extension and is relative to the module whose `import.meta.url` is `from`.
 */
export function programFile(path: string, from: string): string {
  return fileURLToPath(new URL(path + (from.endsWith(".ts") ? ".ts" : ".js"), from));
}
