import { Command, Option } from "commander";
import { unlessInterrupted } from "../../assembly/interrupted.ts";
import { loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import type { CallAddress } from "../../platforms/external/addresses.ts";
import { edgeName } from "../../values/edge-name.ts";
import { UsageError } from "../../values/errors.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "./context.ts";
import { addVariableOptions } from "./variable-options.ts";

interface EnvOptions extends VariableOptions {
  readonly format: "shell" | "dotenv" | "json";
  readonly service?: string;
}

export function envCommand(context: CommandContext): Command {
  const command = new Command("env")
    .description("Prints where the services of a system that runs already are to call each other: through the proxies.")
    .argument("<file>", "experiment file with system.external")
    .option("--service <name>", "only what this service calls; default: what all call")
    .addOption(new Option("--format <format>", "what to print").choices(["shell", "dotenv", "json"]).default("shell"))
    .action(async (file: string, options: EnvOptions) => {
      const { callAddresses } = await import("../../platforms/external/addresses.ts");
      const { experiment } = await loadExperiment(file, options);
      const all = await unlessInterrupted(callAddresses(experiment), context);
      context.deliver(render(variablesFor(taken(all, options.service)), options.format));
    });
  return addVariableOptions(command);
}

/** @throws UsageError where there is none */
function taken(all: readonly CallAddress[], service: string | undefined): readonly CallAddress[] {
  const found = all.filter(({ caller }) => service === undefined || caller === service);
  if (found.length > 0) return found;
  const whose = service === undefined ? "no edge has" : `${service} calls nobody through`;
  throw new UsageError({
    message: `${whose} a proxy here`,
    hint:
      all.length === 0 ? "Name edges under system.external.edges." : `These have one: ${all.map(edgeName).join(", ")}.`,
  });
}

/** Variables by name. A callee that several call at different addresses has a name for each of its callers. */
function variablesFor(addresses: readonly CallAddress[]): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const { caller, callee, address, url } of addresses) {
    const isOne = addresses.every((other) => other.callee !== callee || other.address === address);
    const name = (isOne ? callee : `${caller}_${callee}`).replaceAll("-", "_").toUpperCase();
    if (url !== undefined) variables[`${name}_URL`] = url;
    variables[`${name}_ADDRESS`] = address;
  }
  return variables;
}

function render(variables: Readonly<Record<string, string>>, format: EnvOptions["format"]): string {
  if (format === "json") return JSON.stringify(variables, undefined, 2);
  return Object.entries(variables)
    .map(([name, value]) => (format === "shell" ? `export ${name}=${shellWord(value)}` : `${name}=${value}`))
    .join("\n");
}
