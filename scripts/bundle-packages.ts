/** Bundles the packages that brownout imports into dist/packages, a file for each, so that an install brings no others along. */
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type OutputChunk, type Plugin, rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
const folder = join(root, "dist", "packages");

/** Modules in C++ that packages look for, and do without. */
const NATIVE = [/\.node$/, "cpu-features", "@node-rs/crc32", "bufferutil", "utf-8-validate"];

/** The entry of a package that reads a file beside its own, and the one that it has for bundles. */
const ALIASES = { "@platformatic/wasm-utils": "@platformatic/wasm-utils/bundled" };

/** A client for each API of a cluster, by far the most of all that is bundled, and not used: only what is imported of it stays. */
const CUT = "@kubernetes/client-node";

/** Packages by the names that are imported of them; undefined for all that they have. */
export type ImportedPackages = Map<string, Set<string> | undefined>;

/** Has the packages that own modules import found in dist/packages, by `imports` in package.json, and keeps which they are. */
export function packagesApart(imported: ImportedPackages, bundledIn: readonly string[]): Plugin {
  return {
    name: "packages-apart",
    transform(code, file) {
      if (!isOwn(file) || !code.includes(`import("${CUT}")`)) return;
      imported.set(CUT, new Set([...(imported.get(CUT) ?? []), ...namesTaken(code, file)]));
    },
    resolveId(id, importer) {
      if (!isOwn(importer) || /^[./]/.test(id) || isBuiltin(id) || bundledIn.includes(id)) return;
      if (id !== CUT) imported.set(id, undefined);
      return { id: `#packages/${fileOf(id)}`, external: true };
    },
  };
}

function isOwn(file: string | undefined): boolean {
  return file !== undefined && !file.includes("/node_modules/");
}

/** The names that a module takes of the package that is cut. */
function namesTaken(code: string, file: string): readonly string[] {
  const taken = [...code.matchAll(new RegExp(`const \\{ ([\\w, ]+) \\} = await import\\("${CUT}"\\)`, "g"))];
  if (taken.length !== code.split(`import("${CUT}")`).length - 1) {
    throw new Error(`${file}: write \`const { … } = await import("${CUT}")\`, by which it is cut`);
  }
  return taken.flatMap(([, names = ""]) => names.split(", "));
}

/**
 * Bundles packages, in one build: what two of them need is there once. Each has the names that Node gives to whoever
 * imports it from the tree, also one of CommonJS.
 */
export async function bundlePackages(imported: ImportedPackages): Promise<readonly OutputChunk[]> {
  const names = new Map(
    await Promise.all([...imported].map(async ([id, taken]) => [id, taken ?? namesOf(await import(id))] as const)),
  );
  const build = await rolldown({
    input: Object.fromEntries([...names.keys()].map((id) => [fileOf(id).slice(0, -".js".length), entryOf(id)])),
    platform: "node",
    external: NATIVE,
    resolve: { alias: ALIASES },
    plugins: [entries(names)],
    // hdr-histogram-js hides a `require` in it, for a format that nobody here uses.
    checks: { eval: false },
  });
  const { output } = await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "shared/[name]-[hash].js",
    // Names stay: a stack trace needs them.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await build.close();
  await check(names);
  return output.filter((file) => file.type === "chunk");
}

/** Loads each, which fails where one needs a file that it had beside it. */
async function check(names: ReadonlyMap<string, Iterable<string>>): Promise<void> {
  for (const [id, expected] of names) {
    const found = namesOf(await import(join(folder, fileOf(id))));
    const missing = [...expected].filter((name) => !found.includes(name));
    if (missing.length > 0) throw new Error(`dist/packages/${fileOf(id)} lacks ${missing.join(", ")}`);
  }
}

function fileOf(id: string): string {
  return id.endsWith(".js") ? id : `${id}.js`;
}

/** A module that isn't on disk, from which a package is found as from brownout's, and is read as Node reads it. */
function entryOf(id: string): string {
  return join(root, "src", `package:${id.replaceAll("/", "+")}.mjs`);
}

function entries(names: ReadonlyMap<string, Iterable<string>>): Plugin {
  const idOf = new Map([...names.keys()].map((id) => [entryOf(id), id]));
  return {
    name: "entries-of-packages",
    resolveId: (id) => (idOf.has(id) ? id : undefined),
    load(entry) {
      const id = idOf.get(entry);
      return id === undefined ? undefined : `export { ${[...(names.get(id) ?? [])].join(", ")} } from "${id}";`;
    },
  };
}

/** Those that can be written in an import. */
function namesOf(module: object): readonly string[] {
  return Object.keys(module).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
}
