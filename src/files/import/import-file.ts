import { fieldsOf } from "../yaml/fields.ts";
import { formatProblem, type Problem, type Source, show } from "../yaml/problem.ts";
import { splitDocuments } from "./documents.ts";
import { type Draft, type DraftFault, draftText } from "./draft.ts";
import { ForeignDocument } from "./foreign-document.ts";
import { ImportError } from "./import-error.ts";
import type { Importer } from "./importer.ts";
import { importers } from "./list.ts";
import { nameOf, unusedName } from "./names.ts";

/** The outcome of importing a document of another tool. */
export interface Imported {
  /** `Chaos Mesh NetworkChaos slow-db`; its kind alone where nothing was made of it. */
  readonly source: string;
  /** Undefined where nothing could be made of it. */
  readonly experiment?: ImportedExperiment;
  /** All that can't be carried over. */
  readonly left: readonly Problem[];
  /** All that is otherwise here than it was there. */
  readonly otherwise: readonly Problem[];
}

export interface ImportedExperiment {
  readonly name: string;
  readonly text: string;
  /** Files that it names, from its folder. */
  readonly manifests: readonly { readonly path: string; readonly manifest: object }[];
  /** Keys that the file says nothing of. */
  readonly madeUp: readonly string[];
  /** Variables that must be set for it to validate. */
  readonly variables: readonly string[];
}

/**
 * Makes experiments of a file of another tool, one of each of its documents.
 * @param isTaken tells which names experiments have already
 * @throws ImportError, ProblemsError where it is nothing that is known, or can't be read
 */
export function importFile(source: Source, isTaken: (name: string) => boolean): readonly Imported[] {
  refusePrograms(source);
  const documents = splitDocuments(source).map((one) => new ForeignDocument(one));
  const known = documents.map((document) => importers.find((one) => one.recognises(document.value)));
  if (known.every((importer) => importer === undefined)) throw unknownFile(source.path, documents[0]?.value);
  const names = new Set<string>();
  return documents.map((document, index) => {
    const importer = known[index];
    if (importer === undefined) return unknownDocument(document);
    const imported = importDocument(importer, document, (name) => names.has(name) || isTaken(name));
    if (imported.experiment !== undefined) names.add(imported.experiment.name);
    return imported;
  });
}

function importDocument(importer: Importer, document: ForeignDocument, isTaken: (name: string) => boolean): Imported {
  const draft = importer.read(document);
  const remarks = { left: document.left, otherwise: document.otherwise };
  const { kind } = fieldsOf(document.value);
  if (draft === undefined) {
    return { source: [importer.tool, kind].filter((word) => word).join(" "), left: document.left, otherwise: [] };
  }
  const name = unusedName(nameOf(draft.name), isTaken);
  const source = `${importer.tool} ${draft.source}`;
  const manifests = draft.faults.filter(({ manifest }) => manifest !== undefined);
  const fileOf = (fault: DraftFault) => {
    const number = manifests.indexOf(fault) + 1;
    return `manifests/${name}${manifests.length > 1 ? `/${number}` : ""}.yaml`;
  };
  return {
    source,
    experiment: {
      name,
      text: draftText(draft, name, headOf(document.file, source, draft, remarks), fileOf),
      manifests: manifests.map((fault) => ({ path: fileOf(fault), manifest: fault.manifest ?? {} })),
      madeUp: draft.madeUp,
      variables: draft.variables ?? [],
    },
    ...remarks,
  };
}

function headOf(
  file: string,
  source: string,
  { about }: Draft,
  { left, otherwise }: Pick<Imported, "left" | "otherwise">,
): readonly string[] {
  const list = (head: string, problems: readonly Problem[]) =>
    problems.length === 0 ? [] : [head, ...problems.map((problem) => `  ${formatProblem(problem)}`)];
  return [
    `Imported by \`brownout import\` from ${file}: ${source}.`,
    ...(about === undefined ? [] : [about]),
    ...list("Not carried over:", left),
    ...list("Otherwise than it was there:", otherwise),
  ];
}

/** @throws ImportError for a script, of which nothing could be told without running it */
function refusePrograms({ path }: Source): void {
  if (!/\.[cm]?[jt]s$/.test(path)) return;
  throw new ImportError({
    message: `${path} is a program, and nothing is run to import it`,
    hint: "Of a k6 script, `k6 inspect script.js > options.json` prints the options; import those.",
  });
}

function unknownDocument(document: ForeignDocument): Imported {
  const { kind } = fieldsOf(document.value);
  document.leave([], `is no ${importers.map(({ tool }) => tool).join(", ")} document`);
  return { source: typeof kind === "string" ? kind : "document", left: document.left, otherwise: [] };
}

function unknownFile(path: string, value: unknown): ImportError {
  const { apiVersion, kind } = fieldsOf(value);
  const found = kind === undefined ? "" : `; found kind ${show(kind)} of ${show(apiVersion)}`;
  return new ImportError({
    message: value === undefined ? `${path} is empty` : `${path} is nothing that can be imported${found}`,
    hint: `What is read: ${importers.map(({ tool, reads }) => `${tool} (${reads})`).join("; ")}.`,
  });
}
