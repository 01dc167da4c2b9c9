/** Tells whose code is in a bundle, and by which licence: what is published must say so. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package whose code is in a bundle. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** By its SPDX identifier. */
  readonly license: string;
  /** All that its licence wants to be handed on. */
  readonly notice: string;
}

/** Licences whose code may be part of a package under the MIT licence, by what they ask for: their text beside the code. */
const COMPATIBLE = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/** Names of files that licences want to be handed on. */
const NOTICE = /^(licen[cs]e|copying|notice|authors)([.-]|$)/i;

/**
 * The packages that modules are of, by name and version.
 * @throws Error for one that may not be handed on so
 */
export function thirdPartiesOf(moduleIds: readonly string[]): readonly ThirdParty[] {
  const folders = new Set(moduleIds.filter((id) => id.includes("/node_modules/")).map(packageFolderOf));
  const byId = new Map([...folders].map((folder) => read(folder)).map((one) => [`${one.name} ${one.version}`, one]));
  return [...byId.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** All notices, as one text. */
export function noticesOf(parties: readonly ThirdParty[]): string {
  const head =
    "The code in this folder is brownout's own and that of these packages, each under the licence that is given with it.\n";
  const rule = "-".repeat(80);
  return [
    head,
    ...parties.map(({ name, version, license, notice }) => `${rule}\n${name} ${version} (${license})\n\n${notice}`),
  ].join("\n");
}

/** The nearest folder whose package.json names a package; others only say how modules below them are read. */
function packageFolderOf(file: string): string {
  let folder = dirname(file.replace(/^\0/, ""));
  while (!isPackage(folder)) {
    if (folder === dirname(folder)) throw new Error(`${file} is of no package`);
    folder = dirname(folder);
  }
  return folder;
}

function isPackage(folder: string): boolean {
  const manifest = join(folder, "package.json");
  return /node_modules\/(@[^/]+\/)?[^/]+$/.test(folder) && existsSync(manifest);
}

function read(folder: string): ThirdParty {
  const {
    name,
    version,
    license: named,
    licenses,
    author,
  } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const license = named ?? (licenses as { readonly type: string }[] | undefined)?.map(({ type }) => type).join(" OR ");
  // Of several, whether all of them hold or one can be chosen, each must do.
  const each = `${license}`.match(/[\w.-]+/g)?.filter((word) => word !== "AND" && word !== "OR");
  if (!each?.every((one) => COMPATIBLE.has(one)))
    throw new Error(`${name} ${version} can't be bundled under ${license}`);
  const files = readdirSync(folder).filter((file) => NOTICE.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  // Some have their licence in package.json alone.
  const by = typeof author === "string" ? author : (author?.name ?? `the authors of ${name}`);
  return { name, version, license, notice: `${texts.join("\n\n") || `Licence ${license}, by ${by}.`}\n` };
}
