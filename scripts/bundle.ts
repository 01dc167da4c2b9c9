/** Bundles what the package runs into dist: `npm run build`. Why, and why so: docs/decisions/0012-bundled-by-what-a-command-needs.md. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OutputChunk, type OutputOptions, rolldown } from "rolldown";
import { type BrowserPage, browserPages, builtFolder } from "../src/values/browser-page.ts";
import { libraryEntries, programs } from "../src/values/own-files.ts";
import { bundlePage } from "./browser-page.ts";
import { builtinsByName } from "./builtins.ts";
import { bundlePackages, type ImportedPackages, packagesApart } from "./bundle-packages.ts";
import { noticesOf, thirdPartiesOf } from "./third-parties.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** The packages that are part of each bundle: what brownout doesn't use of zod is most of it, and all that `validate` loads. */
const BUNDLED_IN = ["zod"];

/** What a user's test imports brownout beside: it must be the one that runs the test. */
const NOT_OURS = ["vitest"];

const imported: ImportedPackages = new Map();

/**
 * Modules that the command line loads as one file, by the beginnings of their paths; what they import joins them. Every
 * other module is where those are that the same commands load.
 */
const loadedAsOne: Readonly<Record<string, readonly string[]>> = {
  // What any Node can load, to be told that it is too old.
  "exit-codes": ["src/values/exit-codes.ts"],
  // What `--version` needs.
  start: ["src/cli/commands/main.ts"],
  // What `validate` needs, and whatever else reads an experiment.
  experiment: [
    "src/files/interpret-schemas.ts",
    "src/files/experiment/parse-experiment.ts",
    "src/files/graph/parse-graph.ts",
    "src/files/yaml/document.ts",
    "src/judge/plan/plan-on-paper.ts",
    "src/faults/kinds.ts",
    "src/assembly/load-experiment.ts",
    "src/cli/commands/variable-options.ts",
    "src/cli/commands/compose-warnings.ts",
    "src/cli/commands/experiment-warnings.ts",
    "src/platforms/compose/edges-unseen.ts",
  ],
};

const codeSplitting = {
  groups: Object.entries(loadedAsOne).map(([name, paths], index, { length }) => ({
    name,
    test: (id: string) => paths.some((path) => id.startsWith(join(root, path))),
    // What two of them need is in the one that is named first.
    priority: length - index,
  })),
};

/** Programs that are the fault proxy, and little else: what they share is there once. */
const faultProxies: readonly (typeof programs)[number][] = [
  "src/faults/network/delay-proxy-process",
  "src/faults/toxiproxy/proxy-thread",
  "src/platforms/compose/interposed/interposed-proxy-process",
];

/** Each program is bundled by itself, so that a thread or a replica loads nothing that only the command line needs. */
async function bundle(entries: readonly string[]): Promise<readonly OutputChunk[]> {
  const build = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(root, `${entry}.ts`)])),
    platform: "node",
    external: NOT_OURS,
    plugins: [builtinsByName(join(root, "src/cli.ts")), packagesApart(imported, [...BUNDLED_IN, ...NOT_OURS])],
    // Where a module is in one of the files above, importing it later loads nothing later: that is meant.
    checks: { ineffectiveDynamicImport: false },
  });
  const output: OutputOptions = {
    dir: dist,
    format: "esm",
    // For whoever reads a stack trace: beside a release and not in the package, where they would be a seventh of it.
    sourcemap: "hidden",
    sourcemapExcludeSources: true,
    comments: false,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
  };
  const written = await build.write(entries.includes("src/cli") ? { ...output, codeSplitting } : output);
  return written.output.filter((file) => file.type === "chunk");
}

/** Says beside the bundles what packages are in them, with their licences, and as data for what lists them. */
function tellThirdParties(chunks: readonly Pick<OutputChunk, "moduleIds">[]): void {
  const parties = thirdPartiesOf(chunks.flatMap(({ moduleIds }) => moduleIds));
  writeFileSync(join(dist, "THIRD-PARTY-NOTICES.txt"), noticesOf(parties));
  const list = parties.map(({ name, version, license }) => ({ name, version, license }));
  writeFileSync(join(dist, "third-parties.json"), `${JSON.stringify(list, null, 2)}\n`);
}

/** Writes the parts of a page that are the same wherever it is shown. */
async function writePage(page: BrowserPage): Promise<Pick<OutputChunk, "moduleIds">> {
  const { script, style, moduleIds } = await bundlePage(page);
  const folder = join(dist, builtFolder(page));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "page.js"), script);
  writeFileSync(join(folder, "page.css"), style);
  return { moduleIds };
}

rmSync(dist, { recursive: true, force: true });
const others = programs.filter((program) => !faultProxies.includes(program));
const bundles = await Promise.all([...others.map((program) => [program]), faultProxies, libraryEntries].map(bundle));
const packages = await bundlePackages(imported);
const pages = await Promise.all(browserPages.map(writePage));
tellThirdParties([...bundles.flat(), ...packages, ...pages]);
