import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ManifestError } from "./kubernetes-errors.ts";

/**
 * The manifest files that a path stands for: itself or, of a folder, those in it, in the order of their names, as kubectl does.
 * @throws ManifestError for a path that can't be read, and for a folder that has none
 */
export function manifestFiles(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => /\.(ya?ml|json)$/.test(name));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
  } catch (cause) {
    throw new ManifestError({ message: `cannot read the manifests ${path}: ${(cause as Error).message}`, cause });
  }
  throw new ManifestError({ message: `${path} has no manifests: no .yaml, .yml or .json file` });
}
