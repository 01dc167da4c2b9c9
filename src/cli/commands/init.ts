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
  readonly openapi?: string;
  readonly url?: string;
  readonly dependency: readonly string[];
  readonly operations?: string;
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
    .option("--openapi <file>", "OpenAPI description of a service that runs already")
    .option("--url <url>", "its base URL, for --openapi; default: the description's server on this machine")
    .option(
      "--dependency <name=listen=upstream>",
      "what it calls, for --openapi: where it shall, and where that is; may be given several times",
      another,
      [],
    )
    .option("--operations <names>", "these alone, for --openapi, with commas between them")
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
  checkOpenApiOptions(options);
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
  return initOnThisMachine(options, mode, context);
}

async function initOnThisMachine(options: InitOptions, mode: InitMode, context: CommandContext): Promise<void> {
  const { procfile, package: folder, openapi, out } = options;
  if (openapi !== undefined) {
    const { initOpenApi } = await import("./init-openapi.ts");
    const { url, dependency: dependencies, operations } = options;
    return initOpenApi({ openapi, url, dependencies, operations, folder: out, mode }, context);
  }
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

function checkOneSystem({ compose, procfile, package: folder, on, openapi }: InitOptions): void {
  const given = Object.entries({ compose, procfile, package: folder, on, openapi }).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}`],
  );
  if (given.length < 2) return;
  throw new UsageError({
    message: `${given.join(" and ")} name ${given.length === 2 ? "two" : "several"} systems`,
    hint: given.length === 2 ? "Leave one of them out." : "Leave all but one of them out.",
  });
}

function checkOpenApiOptions({ openapi, url, dependency, operations }: InitOptions): void {
  const given = [url && "--url", dependency[0] && "--dependency", operations && "--operations"].find((one) => one);
  if (given === undefined || openapi !== undefined) return;
  throw new UsageError({ message: `${given} says something of an OpenAPI description`, hint: "Give --openapi FILE." });
}

function modeOf({ force = false, diff = false }: InitOptions): InitMode {
  if (diff) return "diff";
  return force ? "force" : "new";
}
