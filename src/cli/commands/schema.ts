import { Argument, Command } from "commander";
import type { CommandContext } from "./context.ts";

/** Every schema by its name: what makes it is loaded when it is asked for. */
const schemas = {
  experiment: async () => {
    const { experimentJsonSchema } = await import("../../files/experiment/json-schema.ts");
    const { faultKinds } = await import("../../faults/kinds.ts");
    return experimentJsonSchema(faultKinds);
  },
  gameday: async () => (await import("../../files/gameday/gameday-schema.ts")).gamedayJsonSchema(),
  result: async () => (await import("../../report/result-schema.ts")).resultJsonSchema("any"),
  comparison: async () => (await import("../../report/compare/comparison-schema.ts")).comparisonJsonSchema("any"),
};

export function schemaCommand(context: CommandContext): Command {
  return new Command("schema")
    .description(
      "Prints the JSON Schema of experiment files and game days, for completion in editors, of results or comparisons.",
    )
    .addArgument(
      new Argument(
        "[of]",
        "experiment files, game days, the result that `run --json` prints, or what `report --compare --json` does",
      )
        .choices(Object.keys(schemas))
        .default("experiment"),
    )
    .action(async (of: keyof typeof schemas) => context.deliver(JSON.stringify(await schemas[of](), null, 2)));
}
