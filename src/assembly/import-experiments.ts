import { join } from "node:path";
import { dump } from "js-yaml";
import { faultKinds } from "../faults/kinds.ts";
import { parseExperiment } from "../files/experiment/parse-experiment.ts";
import { ImportError } from "../files/import/import-error.ts";
import { type Imported, type ImportedExperiment, importFile } from "../files/import/import-file.ts";
import type { NewFile } from "../files/init/new-file.ts";
import { interpretSchemas } from "../files/interpret-schemas.ts";
import { maxTextLength } from "../files/yaml/document.ts";
import { messageOf, UsageError } from "../values/errors.ts";
import { readText } from "./read-text.ts";

/** A document of another tool, and the files that are made of it; none where nothing could be. */
export interface ImportedDocument extends Imported {
  readonly files: readonly NewFile[];
}

/**
 * Makes experiments of a file of another tool. Each is one that `validate` takes, once its variables are set.
 * @param folder where its files are to be
 * @param isTaken tells which names experiments have already
 * @throws UsageError, of which ImportError and ProblemsError are
 */
export function importExperiments(
  path: string,
  folder: string,
  isTaken: (name: string) => boolean,
): readonly ImportedDocument[] {
  interpretSchemas();
  const imported = importFile({ path, text: readText(path, maxTextLength) }, isTaken);
  return imported.map((one) => ({
    ...one,
    files: one.experiment === undefined ? [] : filesOf(path, one.experiment, folder),
  }));
}

function filesOf(source: string, experiment: ImportedExperiment, folder: string): readonly NewFile[] {
  const manifests = experiment.manifests.map(({ path, manifest }) => ({
    path: join(folder, path),
    text: dump(manifest, { lineWidth: 120, noRefs: true }),
  }));
  const own = { path: join(folder, `${experiment.name}.yaml`), text: experiment.text };
  checkExperiment(source, own, manifests, folder, experiment.variables);
  return [own, ...manifests];
}

/** @throws ImportError where `validate` would refuse it: for a value that the other tool takes, and brownout doesn't */
function checkExperiment(
  source: string,
  own: NewFile,
  manifests: readonly NewFile[],
  folder: string,
  variables: readonly string[],
): void {
  try {
    parseExperiment(own, {
      faultKinds,
      variables: new Map(variables.map((name) => [name, assumedValue(name, own)])),
      readGraph: refuse,
      readText: (path) => {
        const found = manifests.find((one) => one.path === join(folder, path));
        return found ?? refuse(path);
      },
    });
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new ImportError({
      message: `${source} holds what an experiment may not: what would be ${messageOf(cause)}`,
      hint: "Change that in the file, and import it again.",
      cause,
    });
  }
}

function refuse(path: string): never {
  throw new UsageError({ message: `${path} is no file of the import` });
}

/** A value of a variable that isn't known yet: of one right behind a colon a port, else a URL, which is text, too. */
function assumedValue(name: string, { text }: NewFile): string {
  return text.includes(`:\${${name}}`) ? "1" : "http://127.0.0.1";
}
