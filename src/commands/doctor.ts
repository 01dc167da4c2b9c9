import { Command } from "commander";
import type { CommandContext } from "./context.ts";
import { terminalStyle } from "./terminal.ts";

export function doctorCommand(context: CommandContext): Command {
  return new Command("doctor")
    .description("Shows what this machine has of what brownout can use, and how to get the rest; changes nothing.")
    .option("--json", "prints the findings as JSON")
    .action((options: { readonly json?: true }) => doctor(options, context));
}

async function doctor({ json }: { readonly json?: true }, context: CommandContext): Promise<void> {
  const [{ examine }, { thisMachine }] = await Promise.all([
    import("../doctor/examine.ts"),
    import("../doctor/machine.ts"),
  ]);
  const diagnoses = await examine(thisMachine, context.clock);
  if (json) {
    context.out(JSON.stringify(diagnoses, null, 2));
    return;
  }
  const { renderDoctor } = await import("../report/terminal/doctor.ts");
  context.out(renderDoctor(diagnoses, terminalStyle(context)).join("\n"));
}
