import { Command, Option } from "commander";
import { readText } from "../../assembly/read-text.ts";
import { graphExports } from "../../files/graph/export.ts";
import type { Graph } from "../../files/graph/graph.ts";
import { parseGraph } from "../../files/graph/parse-graph.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { UsageError } from "../../values/errors.ts";
import { DEMO_SERVICE_IMAGE } from "../../values/images.ts";
import type { CommandContext } from "./context.ts";

interface ExportOptions {
  readonly to: string;
  readonly variant?: string;
  readonly image: string;
}

export function graphCommand(context: CommandContext): Command {
  const exportGraph = new Command("export")
    .description("Prints a graph of demo services as another tool's file.")
    .argument("<file>", "graph file")
    .addOption(new Option("--to <tool>", "whose").choices(Object.keys(graphExports)).makeOptionMandatory())
    .option("--variant <name>", "which variant of the graph; needed when it has variants")
    .option("--image <name>", "the demo service's image", DEMO_SERVICE_IMAGE)
    .action((file: string, options: ExportOptions) => {
      const text = readText(file, maxTextLength);
      const graph = parseGraph({ path: file, text }, options.variant);
      refuseBrokers(graph);
      refusePrograms(graph);
      const write = graphExports[options.to];
      if (write) context.deliver(write({ graph, text, image: options.image }).trimEnd());
    });
  return new Command("graph").description("Works on graph files.").addCommand(exportGraph.exitOverride());
}

/** The demo service's image has neither Java nor Kafka. */
function refuseBrokers({ services }: Graph): void {
  const broker = services.find(({ behaviour }) => behaviour?.broker)?.name;
  if (broker === undefined) return;
  throw new UsageError({
    message: `${broker} is a broker, and the demo service's image has no Kafka`,
    hint: "A graph with a broker is brought up on this machine: `brownout run` without `--on`.",
  });
}

/** Nobody knows what image a program is in. */
function refusePrograms({ services }: Graph): void {
  const program = services.find((service) => service.program)?.name;
  if (program === undefined) return;
  throw new UsageError({
    message: `${program} is a program of its own, and a graph is exported with the demo service's image`,
    hint: "Write its Compose file or manifests as they are written for it; experiments run on those, too.",
  });
}
