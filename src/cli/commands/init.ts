import { dirname } from "node:path";
import { Command, Option } from "commander";
import { checkClusterOptions } from "../../assembly/in-cluster.ts";
import { UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import type { InitMode } from "./init-files.ts";

interface InitOptions {
  readonly compose?: string;
  readonly procfile?: string;
  /** True where its folder wasn't said. */
  readonly package?: string | true;
  readonly edge: readonly string[];
  readonly redirect?: boolean;
  readonly rewriteMounted?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly diff?: boolean;
  readonly on?: string;
  readonly context?: string;
  readonly namespace?: string;
}

export function initCommand(context: CommandContext): Command {
  const another = (edge: string, before: readonly string[]) => [...before, edge];
  return new Command("init")
    .description(
      "Writes a first experiment; also what puts a proxy on a Compose project's edges, or a graph of programs.",
    )
    .addOption(new Option("--on <platform>", "begins with what runs there").choices(["kubernetes"]))
    .option("--context <name>", "context of the kubeconfig, for --on kubernetes; default: its current one")
    .option("-n, --namespace <name>", "namespace, for --on kubernetes; default: the context's own")
    .option("--compose <file>", "Compose file, which is left as it is")
    .option("--procfile <file>", "Procfile, whose processes become a graph for --on local")
    .option(
      "--package [folder]",
      "package with workspaces, whose start scripts become a graph for --on local; default: here",
    )
    .option("--edge <a->b:port>", "an edge that the file doesn't show; may be given several times", another, [])
    .option("--redirect", "no override: the experiment redirects the edges, and the project stays as it is")
    .option("--rewrite-mounted", "configuration files that services mount are replaced by changed copies")
    .option("--out <folder>", "where to write; default: beside the Compose file, or here")
    .option("--force", "writes again what is there already")
    .option("--diff", "writes nothing, and shows what would change")
    .action((options: InitOptions) => init(options, context));
}

/** Each kind of beginning has a file of its own. */
async function init(options: InitOptions, context: CommandContext): Promise<void> {
  const { compose, edge: edges, redirect = false, rewriteMounted = false, out, on, namespace } = options;
  const mode = modeOf(options);
  checkOneSystem(options);
  if (compose !== undefined) {
    checkClusterOptions(options);
    const { initCompose } = await import("./init-compose.ts");
    return initCompose({ compose, edges, redirect, rewriteMounted, folder: out ?? dirname(compose), mode }, context);
  }
  if (edges.length > 0 || redirect || rewriteMounted) {
    const option = redirect ? "--redirect" : rewriteMounted ? "--rewrite-mounted" : "--edge";
    throw new UsageError({ message: `${option} says something of a Compose file`, hint: "Give --compose FILE." });
  }
  if (on !== undefined) {
    const { initKubernetes } = await import("./init-kubernetes.ts");
    const place = { ...(options.context && { context: options.context }), ...(namespace && { namespace }) };
    return initKubernetes({ ...place, folder: out ?? ".", mode }, context);
  }
  checkClusterOptions(options);
  const { procfile, package: folder } = options;
  if (procfile !== undefined) {
    const { initProcfile } = await import("./init-programs.ts");
    return initProcfile(procfile, out ?? dirname(procfile), mode, context);
  }
  if (folder !== undefined) {
    const { initPackage } = await import("./init-programs.ts");
    const root = folder === true ? "." : folder;
    return initPackage(root, out ?? root, mode, context);
  }
  const { initDemo } = await import("./init-demo.ts");
  return initDemo(out ?? ".", mode, context);
}

function checkOneSystem({ compose, procfile, package: folder, on }: InitOptions): void {
  const given = Object.entries({ compose, procfile, package: folder, on }).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}`],
  );
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
