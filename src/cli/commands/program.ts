import { Command } from "commander";
import type { CommandContext } from "./context.ts";

type MakeCommand = (context: CommandContext) => Command;

/** Every verb and where it is. A verb's module is loaded only when it is called, or when help lists them all. */
const verbs: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  demo: async () => (await import("./demo.ts")).demoCommand,
  init: async () => (await import("./init.ts")).initCommand,
  new: async () => (await import("./new.ts")).newCommand,
  validate: async () => (await import("./validate.ts")).validateCommand,
  fmt: async () => (await import("./fmt.ts")).fmtCommand,
  plan: async () => (await import("./plan.ts")).planCommand,
  explain: async () => (await import("./explain.ts")).explainCommand,
  run: async () => (await import("./run.ts")).runCommand,
  env: async () => (await import("./env.ts")).envCommand,
  inject: async () => (await import("./inject.ts")).injectCommand,
  report: async () => (await import("./report.ts")).reportCommand,
  runbook: async () => (await import("./runbook.ts")).runbookCommand,
  runs: async () => (await import("./runs.ts")).runsCommand,
  baseline: async () => (await import("./baseline.ts")).baselineCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  recover: async () => (await import("./recover.ts")).recoverCommand,
  gameday: async () => (await import("./gameday.ts")).gamedayCommand,
  incidents: async () => (await import("./incidents.ts")).incidentsCommand,
  import: async () => (await import("./import.ts")).importCommand,
  export: async () => (await import("./export.ts")).exportCommand,
  graph: async () => (await import("./graph.ts")).graphCommand,
  schema: async () => (await import("./schema.ts")).schemaCommand,
  lsp: async () => (await import("./lsp.ts")).lspCommand,
  completion: async () => {
    const { completionCommand } = await import("./completion.ts");
    return (context) => completionCommand(context, () => makeProgram(undefined, context));
  },
  mcp: async () => (await import("./mcp.ts")).mcpCommand,
  load: async () => (await import("./load.ts")).loadCommand,
  proxy: async () => (await import("./proxy.ts")).proxyCommand,
  guardian: async () => (await import("./guardian.ts")).guardianCommand,
  sender: async () => (await import("./sender.ts")).senderCommand,
};
const hidden = new Set(["guardian", "sender"]);

/** The command line as far as it is needed for a verb; the whole of it where the verb isn't one. */
export async function makeProgram(verb: string | undefined, context: CommandContext): Promise<Command> {
  const help = { writeOut: (text: string) => context.deliver(text.trimEnd()) };
  const program = new Command("brownout")
    .description(
      "Chaos tests with a verdict: slow a dependency down under load, judge it live, always take it out again.",
    )
    .option("--version", "prints the version")
    .configureOutput(help)
    .exitOverride();
  const names = verb !== undefined && Object.hasOwn(verbs, verb) ? [verb] : Object.keys(verbs);
  for (const name of names) {
    const make = await verbs[name]?.();
    if (make) program.addCommand(make(context).exitOverride().configureOutput(help), { hidden: hidden.has(name) });
  }
  return program;
}
