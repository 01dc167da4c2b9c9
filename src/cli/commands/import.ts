import { existsSync, realpathSync } from "node:fs";
import { Command } from "commander";
import type { ImportedDocument } from "../../assembly/import-experiments.ts";
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
  let refused = 0;
  for (const file of files) {
    try {
      const documents = importExperiments(file, out, (name) => names.has(name));
      refuseSources(documents, sources);
      context.out(await deliver(documents, mode));
      for (const { experiment } of documents) if (experiment !== undefined) names.add(experiment.name);
      imported.push(...documents);
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      context.err(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
      context.exitCode(error.exitCode);
      refused++;
    }
  }
  context.out(coverage(imported, refused));
  const isWhole = imported.every(({ experiment, left }) => experiment !== undefined && left.length === 0);
  if (refused === 0 && !isWhole) context.exitCode(exitCodes.inconclusive);
}

/** @throws UsageError where an experiment would take the place of what it is made of */
function refuseSources(documents: readonly ImportedDocument[], sources: readonly string[]): void {
  for (const { path } of documents.flatMap(({ files }) => files)) {
    if (!existsSync(path) || !sources.includes(realpathSync(path))) continue;
    throw new UsageError({
      message: `${path} would be written over, and is what is imported`,
      hint: "Write elsewhere with --out FOLDER.",
    });
  }
}

async function deliver(documents: readonly ImportedDocument[], mode: InitMode): Promise<string> {
  const delivered = await deliverFiles(
    documents.flatMap(({ files }) => files),
    mode,
  );
  return [...documents.flatMap(words), ...section("files:", delivered), ""].join("\n");
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
function coverage(imported: readonly ImportedDocument[], refused: number): string {
  const made = imported.filter(({ experiment }) => experiment !== undefined);
  const whole = made.filter(({ left }) => left.length === 0).length;
  const all = imported.length + refused;
  const parts = [
    `${whole} whole`,
    `${made.length - whole} in part`,
    `${imported.length - made.length} not at all`,
    ...(refused > 0 ? [`${refused} not read`] : []),
  ];
  return `${made.length} of ${all} documents converted (${Math.round((100 * made.length) / all)} %): ${parts.join(", ")}`;
}
