import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { readText } from "../../assembly/read-text.ts";
import type { ComposeFile, ComposeService, MountedFile } from "../../files/compose-file/compose-file.ts";
import { fileText, type ServiceText } from "../../files/compose-file/service-text.ts";

/** More than any configuration that a person writes. */
const MAX_BYTES = 256 * 1024;
/** Of one folder; one with more holds something else. */
const MAX_FILES = 200;
const MAX_DEPTH = 4;
const CONFIGURATION = /\.(?:ya?ml|json|toml|properties|env|conf|cfg|ini)$|(?:^|\/)\.env$/i;

/** A project with the texts of the configuration files that its services mount. */
export function withMountedTexts(file: ComposeFile): ComposeFile {
  const services = file.services.map((service) => ({
    ...service,
    texts: [...service.texts, ...mountedTexts(service)],
  }));
  return { ...file, services };
}

function mountedTexts({ files }: ComposeService): ServiceText[] {
  return files.flatMap((mount) =>
    configurationsIn(mount).flatMap(({ path, target }) => {
      const text = configurationText(path);
      if (text === undefined) return [];
      const { isReadOnly, isConfig } = mount;
      return [fileText({ key: "file", path, target, isReadOnly, isConfig }, shortest(path), text)];
    }),
  );
}

/** Files of a mount that hold configuration, by their names. A volume of the engine's has none here. */
function configurationsIn({ source, target }: MountedFile): { path: string; target: string }[] {
  const kind = statSync(source, { throwIfNoEntry: false });
  if (kind?.isFile()) return CONFIGURATION.test(source) || CONFIGURATION.test(target) ? [{ path: source, target }] : [];
  if (!kind?.isDirectory() || !/[/\\]/.test(source)) return [];
  const found: { path: string; target: string }[] = [];
  const folders = [{ path: source, depth: 0 }];
  for (const { path, depth } of folders) {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inside = join(path, entry.name);
      if (entry.isDirectory() && depth < MAX_DEPTH) folders.push({ path: inside, depth: depth + 1 });
      if (entry.isFile() && CONFIGURATION.test(entry.name)) {
        found.push({ path: inside, target: join(target, relative(source, inside)) });
      }
    }
    if (found.length > MAX_FILES || folders.length > MAX_FILES) return [];
  }
  return found;
}

/** The text of a file; undefined where it is something else than a person wrote. */
function configurationText(path: string): string | undefined {
  try {
    return readText(path, MAX_BYTES);
  } catch {
    return undefined;
  }
}

/** A path from where the command was started, where that is shorter. */
function shortest(path: string): string {
  const near = relative(".", path);
  return near.length < path.length && !near.startsWith("..") ? near : path;
}
