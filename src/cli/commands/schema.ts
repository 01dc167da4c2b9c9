import { Command } from "commander";
import type { CommandContext } from "./context.ts";

export function schemaCommand(context: CommandContext): Command {
  return new Command("schema")
    .description("Prints the JSON Schema of experiment files, for completion in editors.")
    .action(async () => {
      const { experimentJsonSchema } = await import("../../files/experiment/json-schema.ts");
      const { faultKinds } = await import("../../faults/kinds.ts");
      context.deliver(JSON.stringify(experimentJsonSchema(faultKinds), null, 2));
    });
}
