import { existsSync, realpathSync } from "node:fs";
import { Command } from "commander";
import type { ImportedDocument } from "../../assembly/import-experiments.ts";
import type { NewFile } from "../../files/init/new-file.ts";
import { formatProblem } from "../../files/yaml/problem.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { deliverFiles, type InitMode } from "./init-files.ts";
import { section } from "./section.ts";

interface ImportOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly diff?: boolean;
}

export function importCommand(context: CommandContext): Command {
  return new Command("import")
    .description("Writes experiments of other tools' files, and says with their lines what isn't carried over.")
    .argument("<file...>", "files of Chaos Mesh, Chaos Toolkit, Litmus, Toxiproxy or k6")
    .option("--out <folder>", "where to write", ".")
    .option("--force", "writes again what is there already")
    .option("--diff", "writes nothing, and shows what would change")
    .action((files: readonly string[], options: ImportOptions) => importFiles(files, options, context));
}

/** Ends with 64 where a file is nothing that can be read, else with 3 where something can't be carried over, or a document makes nothing. */
async function importFiles(
  files: readonly string[],
  { out, force = false, diff = false }: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const { importExperiments } = await import("../../assembly/import-experiments.ts");
  const sources = files.filter((file) => existsSync(file)).map((file) => realpathSync(file));
  const mode: InitMode = diff ? "diff" : force ? "force" : "new";
  const names = new Set<string>();
  const imported: ImportedDocument[] = [];
  const failed = { unread: 0, unwritten: 0 };
  for (const file of files) {
    let documents: readonly ImportedDocument[];
    try {
      documents = importExperiments(file, out, (name) => names.has(name));
    } catch (error) {
      sayWrong(error, context);
      failed.unread++;
      continue;
    }
    const made = documents.flatMap(({ experiment }) => (experiment === undefined ? [] : [experiment.name]));
    for (const name of made) names.add(name);
    imported.push(...documents);
    context.out(documents.flatMap(words).join("\n"));
    try {
      const newFiles = documents.flatMap((one) => one.files);
      refuseSources(newFiles, sources);
      context.out([...section("files:", await deliverFiles(newFiles, mode)), ""].join("\n"));
    } catch (error) {
      sayWrong(error, context);
      failed.unwritten += made.length;
    }
  }
  context.out(coverage(imported, failed));
  const isWhole = imported.every(({ experiment, left }) => experiment !== undefined && left.length === 0);
  if (failed.unread + failed.unwritten === 0 && !isWhole) context.exitCode(exitCodes.inconclusive);
}

/**
 * Says what is wrong with a file, so that the others go on.
 * @throws what isn't the user's to mend
 */
function sayWrong(error: unknown, context: CommandContext): void {
  if (!(error instanceof BrownoutError)) throw error;
  context.err(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
  context.exitCode(error.exitCode);
}

/** @throws UsageError where an experiment would take the place of what it is made of */
function refuseSources(files: readonly NewFile[], sources: readonly string[]): void {
  for (const { path } of files) {
    if (!existsSync(path) || !sources.includes(realpathSync(path))) continue;
    throw new UsageError({
      message: `${path} would be written over, and is what is imported`,
      hint: "Write elsewhere with --out FOLDER.",
    });
  }
}

function words({ source, experiment, left, otherwise }: ImportedDocument): readonly string[] {
  const { madeUp = [], variables = [] } = experiment ?? {};
  return [
    `${source}: ${experiment === undefined ? "nothing can be made of it" : experiment.name}`,
    ...section("not carried over:", left.map(formatProblem)),
    ...section("otherwise than it was there:", otherwise.map(formatProblem)),
    ...section(
      "made up, as the file says nothing of it; put yours in its place:",
      madeUp.length > 0 ? [madeUp.join(", ")] : [],
    ),
    ...section(
      "variables that it needs:",
      variables.map((name) => `export ${name}=…`),
    ),
  ];
}

/** The share of what was given that is converted, in words. */
function coverage(
  imported: readonly ImportedDocument[],
  { unread, unwritten }: { readonly unread: number; readonly unwritten: number },
): string {
  const made = imported.filter(({ experiment }) => experiment !== undefined);
  const whole = made.filter(({ left }) => left.length === 0).length;
  const all = imported.length + unread;
  const parts = [
    `${whole} whole`,
    `${made.length - whole} in part`,
    `${imported.length - made.length} not at all`,
    ...(unread > 0 ? [`${unread} not read`] : []),
  ];
  const share = `${made.length} of ${all} documents converted (${Math.round((100 * made.length) / all)} %)`;
  return `${share}: ${parts.join(", ")}${unwritten > 0 ? `; ${unwritten} not written` : ""}`;
}
