import { z } from "zod";
import { UsageError } from "../../values/errors.ts";
import { jsonOf } from "../../values/json.ts";
import type { Source } from "../yaml/problem.ts";

/** The parts of a package.json that say what can be started. */
export interface PackageManifest {
  readonly name: string | undefined;
  /** The script that `npm start` runs; undefined where there is none. */
  readonly start: string | undefined;
  /** Patterns of the folders of its workspaces; those that begin with `!` leave some out again. */
  readonly workspaces: readonly string[];
}

const patterns = z.array(z.string());
const manifest = z.object({
  name: z.string().optional(),
  scripts: z.object({ start: z.string().optional() }).optional(),
  workspaces: z.union([patterns, z.object({ packages: patterns }).transform(({ packages }) => packages)]).optional(),
});

/** @throws UsageError for what is no package.json */
export function parsePackageManifest({ path, text }: Source): PackageManifest {
  const { data, error: cause } = manifest.safeParse(jsonOf(text));
  if (data === undefined) {
    throw new UsageError({ message: `${path} is no package.json that npm would take`, cause });
  }
  const { name, scripts, workspaces = [] } = data;
  return { name, start: scripts?.start, workspaces };
}
