import { join } from "node:path";
import { Command, Option } from "commander";
import { loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import type { ChaosPlaces } from "../../faults/chaos-mesh/chaos-target.ts";
import type { KubernetesSpec } from "../../files/experiment/system-spec.ts";
import { UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import { addVariableOptions } from "./variable-options.ts";
import { writeNewFiles } from "./write-files.ts";

interface ExportOptions extends VariableOptions {
  readonly to: string;
  readonly as: "objects" | "workflow" | "schedule";
  readonly cron: string;
  readonly namespace?: string;
  readonly out?: string;
}

export function exportCommand(context: CommandContext): Command {
  const command = new Command("export")
    .description("Writes an experiment's faults as another tool's manifests; asks no cluster.")
    .argument("<file>", "experiment file")
    .addOption(new Option("--to <tool>", "whose").choices(["chaos-mesh"]).makeOptionMandatory())
    .addOption(
      new Option("--as <form>", "an object for each fault, or all of them in their time")
        .choices(["objects", "workflow", "schedule"])
        .default("workflow"),
    )
    .option("--cron <expression>", "when a schedule plays it", "0 10 1,15 * *")
    .option("--namespace <name>", "instead of the experiment's own")
    .option("--out <folder>", "writes a file for each object, instead of printing them")
    .action((file: string, options: ExportOptions) => exportTo(file, options, context));
  return addVariableOptions(command);
}

async function exportTo(file: string, options: ExportOptions, context: CommandContext): Promise<void> {
  const [{ experiment }, { exportToChaosMesh, notExported }, { dump }] = await Promise.all([
    loadExperiment(file, options),
    import("../../faults/chaos-mesh/chaos-export.ts"),
    import("js-yaml"),
  ]);
  const places = placesOf(experiment.system.kubernetes, options.namespace);
  const objects = exportToChaosMesh(experiment, places, { form: options.as, cron: options.cron });
  const texts = objects.map((object) => dump(object, { lineWidth: 120, noRefs: true }));
  for (const note of notExported(experiment)) context.err(`not exported: ${note}`);
  if (options.out === undefined) return context.deliver(texts.join("---\n").trimEnd());
  const { out } = options;
  const files = objects.map(({ kind, metadata }, index) => ({
    path: join(out, `${kind.toLowerCase()}-${metadata.name}.yaml`),
    text: texts[index] ?? "",
  }));
  writeNewFiles(files, "Move it away, or write elsewhere with --out FOLDER.");
  context.out(files.map(({ path }) => `wrote ${path}`).join("\n"));
}

/** Services by their selectors in the experiment, or by the label that Kubernetes recommends. */
function placesOf(spec: KubernetesSpec | undefined, given: string | undefined): ChaosPlaces {
  const namespace = given ?? spec?.namespace;
  if (namespace === undefined) {
    throw new UsageError({
      message: "which namespace it is in isn't known",
      hint: "Give --namespace NAME, or add `system: { kubernetes: { namespace: … } }`.",
    });
  }
  return {
    namespace,
    labelsOf(service) {
      const selector = spec?.selectors[service];
      return selector === undefined ? { "app.kubernetes.io/name": service } : labelsIn(service, selector);
    },
  };
}

function labelsIn(service: string, selector: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    selector.split(",").map((part) => {
      const [, key, value] = /^\s*([\w./-]+)\s*==?\s*([\w.-]*)\s*$/.exec(part) ?? [];
      if (key !== undefined && value !== undefined) return [key, value];
      throw new UsageError({
        message: `the selector of ${service}, "${selector}", has more than labels and their values`,
        hint: "Chaos Mesh's labelSelectors take key=value; choose the service's pods by such labels.",
      });
    }),
  );
}
