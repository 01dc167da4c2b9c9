import { dirname, join, relative, resolve } from "node:path";
import { Command } from "commander";
import { UsageError } from "../errors.ts";
import { packageFolder } from "../os/own-files.ts";
import { COMPOSE_MAX_BYTES } from "./compose-warnings.ts";
import type { CommandContext } from "./context.ts";
import { readText } from "./read-text.ts";
import { writeNewFiles } from "./write-new-files.ts";

interface InitOptions {
  readonly compose?: string;
  readonly edge: readonly string[];
  readonly out?: string;
}

export function initCommand(context: CommandContext): Command {
  const another = (edge: string, before: readonly string[]) => [...before, edge];
  return new Command("init")
    .description("Writes a first experiment; with --compose, also what puts a proxy on the project's edges.")
    .option("--compose <file>", "Compose file, which is left as it is")
    .option("--edge <a->b:port>", "an edge that the file doesn't show; may be given several times", another, [])
    .option("--out <folder>", "where to write; default: beside the Compose file, or here")
    .action((options: InitOptions) => init(options, context));
}

async function init(options: InitOptions, context: CommandContext): Promise<void> {
  const { compose, edge, out } = options;
  if (compose !== undefined) return initCompose(compose, edge, out ?? dirname(compose), context);
  if (edge.length > 0)
    throw new UsageError({ message: "--edge says something of a Compose file", hint: "Give --compose FILE." });
  return initDemo(out ?? ".", context);
}

async function initDemo(folder: string, context: CommandContext): Promise<void> {
  const { DEMO_NAME, demoExperimentText } = await import("../init/demo-experiment.ts");
  const own = (path: string) => relative(resolve(folder), join(packageFolder(), path));
  const path = join(folder, `${DEMO_NAME}.yaml`);
  const text = demoExperimentText(own("fixtures/graphs/checkout.yaml"), own("schema/experiment.schema.json"));
  writeNewFiles([{ path, text }]);
  context.out(`wrote ${path}\n\nnext:\n  brownout plan ${path}\n  brownout run ${path}`);
}

async function initCompose(
  compose: string,
  given: readonly string[],
  folder: string,
  context: CommandContext,
): Promise<void> {
  const [{ parseComposeFile }, { parseGivenEdge }, { composeInit }] = await Promise.all([
    import("../compose-file/compose-file.ts"),
    import("../init/choose-edges.ts"),
    import("../init/compose-init.ts"),
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
  const made = composeInit(file, edges, { compose, folder });
  const { override, config, experiment } = made.files;
  writeNewFiles([override, config, experiment]);
  context.out(
    [
      "Toxiproxy goes on these edges:",
      ...made.edges.map(({ caller, callee, port, mentions }) => {
        const variables = [...new Set(mentions.map(({ variable }) => variable))].join(", ");
        return `  ${caller} -> ${callee}:${port}  ${variables || `by the name ${callee}, which leads ${caller} to Toxiproxy`}`;
      }),
      ...(made.notes.length === 0 ? [] : ["", "not to be told from the file, or to know:"]),
      ...made.notes.map((note) => `  ${note}`),
      "",
      ...[override, config, experiment].map(({ path }) => `wrote ${path}`),
      "",
      "next: look at the request in the experiment, then",
      `  brownout plan ${experiment.path} --on compose`,
      `  brownout run ${experiment.path} --on compose`,
    ].join("\n"),
  );
}
