import { dirname, join, relative, resolve } from "node:path";
import { Command } from "commander";
import type { ComposeFile } from "../../files/compose-file/compose-file.ts";
import type { GivenEdge } from "../../files/init/choose-edges.ts";
import type { NewFile } from "../../files/init/compose-init.ts";
import { UsageError } from "../../values/errors.ts";
import { packageFolder } from "../../values/own-files.ts";
import { COMPOSE_MAX_BYTES } from "./compose-warnings.ts";
import type { CommandContext } from "./context.ts";
import { readText } from "./read-text.ts";
import { writeNewFiles } from "./write-new-files.ts";

interface InitPaths {
  readonly compose: string;
  /** Folder to write to. */
  readonly folder: string;
}

interface InitOptions {
  readonly compose?: string;
  readonly edge: readonly string[];
  readonly redirect?: boolean;
  readonly out?: string;
}

export function initCommand(context: CommandContext): Command {
  const another = (edge: string, before: readonly string[]) => [...before, edge];
  return new Command("init")
    .description("Writes a first experiment; with --compose, also what puts a proxy on the project's edges.")
    .option("--compose <file>", "Compose file, which is left as it is")
    .option("--edge <a->b:port>", "an edge that the file doesn't show; may be given several times", another, [])
    .option("--redirect", "no override: the experiment redirects the edges, and the project stays as it is")
    .option("--out <folder>", "where to write; default: beside the Compose file, or here")
    .action((options: InitOptions) => init(options, context));
}

async function init(options: InitOptions, context: CommandContext): Promise<void> {
  const { compose, edge, redirect = false, out } = options;
  if (compose !== undefined) return initCompose(compose, edge, { redirect, folder: out ?? dirname(compose) }, context);
  if (edge.length > 0 || redirect) {
    const option = redirect ? "--redirect" : "--edge";
    throw new UsageError({ message: `${option} says something of a Compose file`, hint: "Give --compose FILE." });
  }
  return initDemo(out ?? ".", context);
}

async function initDemo(folder: string, context: CommandContext): Promise<void> {
  const { DEMO_NAME, demoExperimentText } = await import("../../files/init/demo-experiment.ts");
  const own = (path: string) => relative(resolve(folder), join(packageFolder(), path));
  const path = join(folder, `${DEMO_NAME}.yaml`);
  const text = demoExperimentText(own("fixtures/graphs/checkout.yaml"), own("schema/experiment.schema.json"));
  writeNewFiles([{ path, text }]);
  context.out(`wrote ${path}\n\nnext:\n  brownout plan ${path}\n  brownout run ${path}`);
}

async function initCompose(
  compose: string,
  given: readonly string[],
  { redirect, folder }: { readonly redirect: boolean; readonly folder: string },
  context: CommandContext,
): Promise<void> {
  const [{ parseComposeFile }, { parseGivenEdge }] = await Promise.all([
    import("../../files/compose-file/compose-file.ts"),
    import("../../files/init/choose-edges.ts"),
  ]);
  const edges = given.map((text) => {
    const edge = parseGivenEdge(text);
    if (edge !== undefined) return edge;
    throw new UsageError({
      message: `--edge ${text} is no edge`,
      hint: "Write caller->callee:port, in quotes for the shell.",
    });
  });
  const file = parseComposeFile({ path: compose, text: readText(compose, COMPOSE_MAX_BYTES) });
  const paths = { compose, folder };
  context.out((redirect ? await redirected(file, edges, paths) : await overridden(file, edges, paths)).join("\n"));
}

async function overridden(file: ComposeFile, given: readonly GivenEdge[], paths: InitPaths): Promise<string[]> {
  const { composeInit } = await import("../../files/init/compose-init.ts");
  const { edges, files, notes } = composeInit(file, given, paths);
  const { override, config, experiment } = files;
  writeNewFiles([override, config, experiment]);
  return [
    "Toxiproxy goes on these edges:",
    ...edges.map(({ caller, callee, port, mentions }) => {
      const variables = [...new Set(mentions.map(({ variable }) => variable))].join(", ");
      return `  ${caller} -> ${callee}:${port}  ${variables || `by the name ${callee}, which leads ${caller} to Toxiproxy`}`;
    }),
    ...afterwards(notes, [override, config, experiment]),
  ];
}

async function redirected(file: ComposeFile, given: readonly GivenEdge[], paths: InitPaths): Promise<string[]> {
  const { redirectInit } = await import("../../files/init/redirect-init.ts");
  const { edges, experiment, notes } = redirectInit(file, given, paths);
  writeNewFiles([experiment]);
  return [
    "these edges are redirected while the experiment runs:",
    ...edges.map(({ caller, callee, port }) => `  ${caller} -> ${callee}:${port}`),
    ...afterwards(notes, [experiment]),
  ];
}

/** Lines on what there is to know, what was written, and what comes next. The experiment is the last file. */
function afterwards(notes: readonly string[], files: readonly NewFile[]): string[] {
  const experiment = files.at(-1)?.path;
  return [
    ...(notes.length === 0 ? [] : ["", "not to be told from the file, or to know:"]),
    ...notes.map((note) => `  ${note}`),
    "",
    ...files.map(({ path }) => `wrote ${path}`),
    "",
    "next: look at the request in the experiment, then",
    `  brownout plan ${experiment} --on compose`,
    `  brownout run ${experiment} --on compose`,
  ];
}
