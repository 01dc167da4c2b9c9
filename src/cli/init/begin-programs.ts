import { existsSync, globSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { readText } from "../../assembly/read-text.ts";
import type { FoundProgram } from "../../files/init/found-program.ts";
import { parsePackageManifest } from "../../files/init/package-manifest.ts";
import { parseProcfile } from "../../files/init/procfile.ts";
import { GRAPH_FILE, programsInit } from "../../files/init/programs-init.ts";
import { UsageError } from "../../values/errors.ts";
import { section } from "../commands/section.ts";
import { type Begun, USUALLY } from "./begun.ts";

const TEXT_MAX_LENGTH = 1_000_000;

interface FoundSystem {
  readonly programs: readonly FoundProgram[];
  readonly notes: readonly string[];
  /** Word for the system. */
  readonly title: string;
}

/** Begins with the processes of a Procfile. */
export function beginProcfile(path: string, folder: string): Begun {
  const own = dirname(path);
  const { programs, notes } = parseProcfile({ path, text: readText(path, TEXT_MAX_LENGTH) }, fromTo(folder, own));
  const environment = join(own, ".env");
  const unread = existsSync(environment)
    ? [`${environment} is not read: export its variables before a run, or put them into \`env\``]
    : [];
  const system = { programs, notes: [...notes, ...unread], title: basename(resolve(own)) };
  return begun(system, folder);
}

/** Begins with the start scripts of a package's workspaces, or with its own where it has none. */
export function beginPackage(root: string, folder: string): Begun {
  const { name, workspaces, start } = manifestOf(root);
  const folders = workspaces.length === 0 ? [root] : workspaceFolders(root, workspaces);
  const found = folders.map((each) => ({ each, manifest: each === root ? { name, start } : manifestOf(each) }));
  const started = found.filter(({ manifest }) => manifest.start !== undefined);
  if (started.length === 0) {
    const where = workspaces.length === 0 ? `${join(root, "package.json")} has` : `no workspace of ${root} has`;
    throw new UsageError({
      message: `${where} ${workspaces.length === 0 ? "no start script" : "a start script"}`,
      hint: 'Give what is to be started one: "scripts": { "start": "node server.js" }.',
    });
  }
  const system = {
    programs: started.map(
      ({ each, manifest }): FoundProgram => ({
        name: manifest.name ?? basename(resolve(each)),
        line: "npm start",
        folder: fromTo(folder, each),
        listens: true,
      }),
    ),
    notes: found
      .filter((one) => !started.includes(one))
      .map(({ each }) => `${relative(root, each)} has no start script, and is left out`),
    title: name ?? basename(resolve(root)),
  };
  return begun(system, folder);
}

function begun({ programs, notes, title }: FoundSystem, folder: string): Begun {
  const { graph, draft, notes: unknown } = programsInit(programs, title);
  return {
    ...USUALLY,
    platform: "local",
    draft,
    folder,
    files: [{ path: join(folder, GRAPH_FILE), text: graph }],
    notes: section("not to be told from what is there, or to know:", [...unknown, ...notes]),
  };
}

function manifestOf(folder: string) {
  const path = join(folder, "package.json");
  return parsePackageManifest({ path, text: readText(path, TEXT_MAX_LENGTH) });
}

/** In the order of the patterns, each once; those without a package.json are none, as for npm. */
function workspaceFolders(root: string, patterns: readonly string[]): readonly string[] {
  const exclude = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
  const found = wanted.flatMap((pattern) =>
    globSync(pattern, { cwd: root, exclude: [...exclude, "**/node_modules"] }).sort(),
  );
  return [...new Set(found)].map((each) => join(root, each)).filter((each) => existsSync(join(each, "package.json")));
}

function fromTo(from: string, to: string): string {
  return relative(resolve(from), resolve(to)) || ".";
}
