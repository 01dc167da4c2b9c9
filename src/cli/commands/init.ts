import { Command, InvalidArgumentError, Option } from "commander";
import { checkClusterOptions } from "../../assembly/in-cluster.ts";
import { UsageError } from "../../values/errors.ts";
import type { BeginOptions } from "../init/begin.ts";
import type { Given } from "../init/choose.ts";
import { systemsNamed } from "../init/system-options.ts";
import type { CommandContext } from "./context.ts";
import { durationOption } from "./duration-option.ts";
import type { InitMode } from "./init-files.ts";
import { runsOption } from "./runs-option.ts";

interface InitOptions extends BeginOptions, Given {
  readonly request?: string;
  readonly operations?: string;
  /** In milliseconds. */
  readonly measure?: number;
  readonly runs: string;
  readonly yesProduction?: true;
  readonly force?: boolean;
  readonly diff?: boolean;
  readonly yes?: true;
}

export function initCommand(context: CommandContext): Command {
  const command = new Command("init")
    .description(
      "Writes a first experiment: asks what it is about, or takes it from options; also what puts a proxy on a Compose project's edges, or a graph of programs.",
    )
    .addHelpText("after", HELP)
    .option("--demo", "about the demo shop, which needs nothing of yours")
    .option("--graph <file>", "graph of services, for --on local")
    .option("--variant <name>", "which variant of the graph")
    .addOption(new Option("--on <platform>", "begins with what runs there").choices(["kubernetes"]))
    .option("--context <name>", "context of the kubeconfig, for --on kubernetes; default: its current one")
    .option("-n, --namespace <name>", "namespace, for --on kubernetes; default: the context's own")
    .option("--compose <file>", "Compose file, which is left as it is")
    .option("--procfile <file>", "Procfile, whose processes become a graph for --on local")
    .option(
      "--package [folder]",
      "package with workspaces, whose start scripts become a graph for --on local; default: here",
    )
    .option("--openapi <file>", "OpenAPI description of a service that runs already")
    .option(
      "--url <url>",
      "service that runs already; with --openapi its base URL, default: its server on this machine",
    )
    .addOption(
      new Option(
        "--dependency <name=listen=upstream>",
        "what that calls: where it shall, and where that is; may be given several times",
      )
        .argParser(another)
        .default([], "none"),
    )
    .option("--operations <names>", "these alone, for --openapi, with commas between them")
    .addOption(
      new Option("--edge <a->b:port>", "an edge that the file doesn't show; may be given several times")
        .argParser(another)
        .default([], "none"),
    )
    .option("--redirect", "no override: the experiment redirects the edges, and the project stays as it is")
    .option("--rewrite-mounted", "configuration files that services mount are replaced by changed copies");
  return addWriteOptions(addExperimentOptions(command)).action((options: InitOptions) => init(options, context));
}

const HELP = `
Without a system it asks for all of that on a terminal; with one, for what can't
be told. With --yes, in CI, and where nobody can type, nothing is asked: what
isn't said is as usual, and what has no usual answer is an error.`;

function addExperimentOptions(command: Command): Command {
  return command
    .option("--request <text>", "what the load sends: 'GET web/cart'")
    .option("--rate <rate>", "how many of them: 50/s, 30/m")
    .option("--at <place>", "where the fault is: 'web -> pricing', or a service")
    .option("--fault <type>", "which fault, of those that the platform makes anywhere: latency, reset, kill, pause")
    .addOption(
      new Option("--with <key=value>", "a key of the fault, with its unit: latency=2s; may be given several times")
        .argParser(addKey)
        .default({}, "as usual"),
    )
    .option("--lasts <duration>", "how long the fault is in: 20s")
    .option("--owner <name>", "who acts on the result");
}

function addWriteOptions(command: Command): Command {
  return command
    .option(
      "--measure <duration>",
      "runs the load for so long without a fault, and proposes limits of what that showed: 30s",
      durationOption("measure"),
    )
    .addOption(runsOption())
    .option("--yes-production", "with --measure: doesn't ask where the cluster looks like production")
    .option("--yes", "asks nothing")
    .option("--out <folder>", "where to write; default: beside the file that is given, or here")
    .option("--force", "writes again what is there already")
    .option("--diff", "writes nothing, and shows what would change");
}

function another(one: string, before: readonly string[]): readonly string[] {
  return [...before, one];
}

function addKey(assignment: string, before: Given["with"]): Given["with"] {
  const [, name, value] = /^([\w-]+)=(.+)$/.exec(assignment) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Write KEY=VALUE: latency=2s.");
  }
  return { ...before, [name]: value };
}

async function init(options: InitOptions, context: CommandContext): Promise<void> {
  checkOptions(options);
  const mode = modeOf(options);
  if (options.openapi !== undefined) {
    const { initOpenApi } = await import("./init-openapi.ts");
    const { openapi, url, dependency: dependencies, operations, out: folder } = options;
    return initOpenApi({ openapi, url, dependencies, operations, folder, mode }, context);
  }
  const [{ decide }, { writeExperiment }] = await Promise.all([
    import("../init/decide.ts"),
    import("../init/write-experiment.ts"),
  ]);
  const { begun, words, wasAsked } = await decide(options, options.yes !== true, context);
  const { measure: measureMs, runs, yesProduction } = options;
  await writeExperiment(
    begun,
    words,
    {
      mode,
      isShown: wasAsked,
      runs,
      ...(measureMs !== undefined && { measureMs }),
      ...(options.context !== undefined && { context: options.context }),
      ...(yesProduction && { yesProduction }),
    },
    context,
  );
}

/** @throws UsageError where options name two systems, or say something of one that isn't there */
function checkOptions(options: InitOptions): void {
  const { edge, redirect, rewriteMounted, compose, openapi, url, graph, dependency, operations, diff, measure } =
    options;
  checkOneSystem(options);
  checkClusterOptions({
    ...(options.on !== undefined && { on: options.on }),
    ...(options.context !== undefined && { context: options.context }),
    ...(options.namespace !== undefined && { namespace: options.namespace }),
  });
  const ofCompose = { "--redirect": redirect, "--rewrite-mounted": rewriteMounted, "--edge": edge[0] };
  needs(ofCompose, compose, "a Compose file", "--compose FILE");
  needs(
    { "--dependency": dependency[0] },
    openapi ?? url,
    "a service that runs already",
    "--url URL, or --openapi FILE",
  );
  needs({ "--operations": operations }, openapi, "an OpenAPI description", "--openapi FILE");
  needs({ "--variant": options.variant }, graph, "a graph", "--graph FILE");
  if (diff && measure !== undefined) {
    throw new UsageError({
      message: "--diff writes nothing, and --measure is for what is written",
      hint: "Leave one out.",
    });
  }
  if (openapi === undefined) return;
  const { request, rate, at, fault, with: keys, lasts, owner } = options;
  const ofOne = { request, rate, at, fault, with: Object.keys(keys)[0], lasts, owner, measure };
  const [option] = Object.entries(ofOne).find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return;
  throw new UsageError({
    message: `--${option} is about one experiment, and --openapi writes one for each operation and dependency`,
    hint: "Leave it out, or write one experiment with --url.",
  });
}

function needs(
  options: Readonly<Record<string, unknown>>,
  system: string | undefined,
  what: string,
  how: string,
): void {
  const [option] = Object.entries(options).find(([, value]) => value !== undefined && value !== false) ?? [];
  if (option === undefined || system !== undefined) return;
  throw new UsageError({ message: `${option} says something of ${what}`, hint: `Give ${how}.` });
}

function checkOneSystem(options: InitOptions): void {
  const given = systemsNamed(options);
  if (given.length < 2) return;
  throw new UsageError({
    message: `${given.join(" and ")} name ${given.length === 2 ? "two" : "several"} systems`,
    hint: given.length === 2 ? "Leave one of them out." : "Leave all but one of them out.",
  });
}

function modeOf({ force = false, diff = false }: InitOptions): InitMode {
  if (diff) return "diff";
  return force ? "force" : "new";
}
