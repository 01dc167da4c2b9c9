import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

/** The folder of this package, whether it is the source tree or installed. */
export function packageFolder(): string {
  const manifest = findPackageJSON(import.meta.url);
  if (manifest === undefined) throw new Error("brownout's package.json is missing");
  return dirname(manifest);
}

/**
 * The files that are started by their path, as processes or threads: from the package's folder, without extension. Each is
 * a bundle of its own once built.
 */
export const programs = [
  "src/cli",
  "src/load/sender-thread",
  "src/load/alarm-thread",
  "src/faults/network/delay-proxy-process",
  "src/faults/toxiproxy/proxy-thread",
  "src/platforms/compose/interposed/interposed-proxy-process",
  "fixtures/service/main",
] as const;

/** The files that other programs import, from the package's folder, without extension: `exports` in package.json. */
export const libraryEntries = ["src/library/index", "src/library/jest", "src/library/vitest"] as const;

/** A program as it can be started: its source in the tree, its bundle once built. */
export function programFile(program: (typeof programs)[number]): string {
  return join(packageFolder(), import.meta.url.endsWith(".ts") ? `${program}.ts` : `dist/${program}.js`);
}
