import { Command } from "commander";
import type { ClusterPlace } from "../doctor/machine.ts";
import type { CommandContext } from "./context.ts";
import { terminalStyle } from "./terminal.ts";

interface DoctorOptions extends ClusterPlace {
  readonly json?: true;
}

export function doctorCommand(context: CommandContext): Command {
  return new Command("doctor")
    .description("Shows what this machine has of what brownout can use, and how to get the rest; changes nothing.")
    .option("--json", "prints the findings as JSON")
    .option("--context <name>", "context of the kubeconfig to look at; default: its current one")
    .option("--namespace <name>", "namespace to look at there; default: the context's own")
    .action((options: DoctorOptions) => doctor(options, context));
}

async function doctor({ json, ...place }: DoctorOptions, context: CommandContext): Promise<void> {
  const [{ examine }, { thisMachine }] = await Promise.all([
    import("../doctor/examine.ts"),
    import("../doctor/machine.ts"),
  ]);
  const diagnoses = await examine(thisMachine(context.clock, place), context.clock);
  if (json) {
    context.deliver(JSON.stringify(diagnoses, null, 2));
    return;
  }
  const { renderDoctor } = await import("../../report/terminal/doctor.ts");
  context.deliver(renderDoctor(diagnoses, terminalStyle(context)).join("\n"));
}
