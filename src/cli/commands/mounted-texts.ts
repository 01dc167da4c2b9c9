import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { readText, whyUnreadable } from "../../assembly/read-text.ts";
import type { ComposeFile, ComposeService, MountedFile } from "../../files/compose-file/compose-file.ts";
import { fileText, type ServiceText } from "../../files/compose-file/service-text.ts";
import { messageOf, UsageError } from "../../values/errors.ts";

/** More than any configuration that a person writes. */
const MAX_BYTES = 256 * 1024;
/** Of one mount, and as many folders; one with more holds a program's source rather than its configuration. */
const MAX_FILES = 200;
const MAX_DEPTH = 4;
const CONFIGURATION = /\.(?:ya?ml|json|toml|properties|env|conf|cfg|ini)$|^\.env$/i;
/** Files about the project, and not for its services: Compose's own files, and ours. */
const OTHER_FILE = /^(?:docker-)?compose\b.*\.ya?ml$|\.brownout\.|^package(?:-lock)?\.json$/i;
const OTHER_FOLDER = /^(?:\..*|node_modules|vendor|mounted\.brownout)$/;

/** A project with the configuration files that its services mount. */
export interface MountedProject {
  readonly file: ComposeFile;
  /** Mounts that weren't read, a sentence each. */
  readonly notes: readonly string[];
}

/** Reads the configuration files that services mount from this machine. */
export function withMountedTexts(file: ComposeFile): MountedProject {
  const notes = new Set<string>();
  const services = file.services.map((service) => ({
    ...service,
    texts: [...service.texts, ...mountedTexts(service, (note) => notes.add(note))],
  }));
  return { file: { ...file, services }, notes: [...notes] };
}

function mountedTexts({ files }: ComposeService, note: (text: string) => void): ServiceText[] {
  return files.flatMap((mount) => {
    const { isReadOnly, isConfig } = mount;
    return configurationsIn(mount, note).flatMap(({ path, target }) => {
      const text = configurationText(path, note);
      if (text === undefined) return [];
      return [fileText({ key: "file", path, target, isReadOnly, isConfig }, shortest(path), text)];
    });
  });
}

interface Found {
  readonly path: string;
  readonly target: string;
}

/** Files of a mount that hold configuration, by their names. A volume of the engine's has none here. */
function configurationsIn({ source, target }: MountedFile, note: (text: string) => void): Found[] {
  const kind = /[/\\]/.test(source)
    ? unlessUnreadable(source, note, () => statSync(source, { throwIfNoEntry: false }))
    : undefined;
  const isConfiguration = CONFIGURATION.test(source) || CONFIGURATION.test(target);
  if (kind?.isFile()) return isConfiguration ? [{ path: source, target }] : [];
  if (!kind?.isDirectory()) return [];
  const found: Found[] = [];
  const folders = [{ path: source, depth: 0 }];
  for (const { path, depth } of folders) {
    for (const entry of unlessUnreadable(path, note, () => readdirSync(path, { withFileTypes: true })) ?? []) {
      const { name } = entry;
      const inside = join(path, name);
      if (entry.isDirectory() && depth < MAX_DEPTH && !OTHER_FOLDER.test(name)) {
        folders.push({ path: inside, depth: depth + 1 });
      }
      if (entry.isFile() && CONFIGURATION.test(name) && !OTHER_FILE.test(name)) {
        found.push({ path: inside, target: join(target, relative(source, inside)) });
      }
    }
    if (Math.max(found.length, folders.length) <= MAX_FILES) continue;
    note(
      `${shortest(source)} is mounted and has more than ${MAX_FILES} files or folders: addresses in it weren't looked for`,
    );
    return [];
  }
  return found;
}

/** Looks at a path; undefined where that may not be read. A database's folder is mostly its user's alone. */
function unlessUnreadable<T>(path: string, note: (text: string) => void, look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    note(`${shortest(path)} is mounted and wasn't read: ${whyUnreadable(error)}`);
    return undefined;
  }
}

/** The text of a file; undefined where it can't be read, or is too large. */
function configurationText(path: string, note: (text: string) => void): string | undefined {
  try {
    return readText(path, MAX_BYTES);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    note(`${shortest(path)} is mounted and wasn't read: ${messageOf(error)}`);
    return undefined;
  }
}

/** A path from where the command was started, where that is shorter. */
function shortest(path: string): string {
  const near = relative(".", path);
  return near.length < path.length && !near.startsWith("..") ? near : path;
}
