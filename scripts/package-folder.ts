/** Puts what is published into package/, after `npm run build`: the files of the tree that belong to it, and a manifest of its own. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const folder = join(root, "package");

/** Members of the tree's manifest that mean nothing, or something false, where all that is imported is in the bundles. */
const OF_THE_TREE = ["private", "dependencies", "devDependencies", "optionalDependencies", "allowScripts", "scripts"];

const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
  cwd: root,
  encoding: "utf8",
});
const [{ files }] = JSON.parse(packed) as [{ readonly files: readonly { readonly path: string }[] }];
rmSync(folder, { recursive: true, force: true });
for (const { path } of files) {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  cpSync(join(root, path), join(folder, path));
}
const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
for (const name of OF_THE_TREE) delete manifest[name];
writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
