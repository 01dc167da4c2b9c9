import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { readText } from "../read-text.ts";
import { ConfinedFileError } from "./confined-error.ts";
import { type Place, STARTABLE_MAX_BYTES } from "./confinement.ts";
import { checkWithin } from "./within-place.ts";

/** An import as it is usually written. */
const IMPORT = /\bimport\s+(?:public\s+|weak\s+)?"([\w./-]+)"\s*;/g;
/** All that could be one. A comment is not left out: who reads comments otherwise than the proto's own reader is led astray. */
const ANY_IMPORT = /\bimport\b/g;

/**
 * Makes sure that a proto file and all that it imports are files that may be read.
 * @throws ConfinedFileError, also where it can't be told
 */
export function checkProtoImports(proto: string, place: Place): void {
  const seen = new Set<string>();
  const waiting = [proto];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    checkWithin(path, place);
    if (existsSync(path)) waiting.push(...importedBy(path, dirname(proto), place));
  }
}

/** The paths at which its imports may be looked for. */
function importedBy(path: string, folder: string, { under }: Place): readonly string[] {
  const text = readText(path, STARTABLE_MAX_BYTES);
  const names = [...text.matchAll(IMPORT)].map(([, name = ""]) => name);
  if (names.length !== [...text.matchAll(ANY_IMPORT)].length) {
    throw new ConfinedFileError({
      message: `${path}: under ${under} an import is written import "path/of/a.proto"; and the word is nowhere else`,
    });
  }
  return names.flatMap((name) => (isAbsolute(name) ? [name] : [join(folder, name), join(dirname(path), name)]));
}
