import type { Command } from "commander";
import type { Experiment, KubernetesSpec } from "../../files/experiment/experiment.ts";
import { UsageError } from "../../values/errors.ts";

/** Options that {@link addClusterOptions} adds to a command's. */
export interface ClusterOptions {
  readonly context?: string;
  readonly namespace?: string;
  readonly allowNamespace?: true;
}

/** Adds what kubectl's users name a place in a cluster with. */
export function addClusterOptions(command: Command): Command {
  return command
    .option("--context <name>", "context of the kubeconfig, for --on kubernetes; default: its current one")
    .option("--namespace <name>", "namespace, for --on kubernetes; default: the one of the experiment or the context");
}

/**
 * The experiment in the place that options name. They count before what the file says.
 * @throws UsageError where they make no sense
 */
export function inCluster(experiment: Experiment, options: ClusterOptions & { readonly on: string }): Experiment {
  checkClusterOptions(options);
  if (options.on !== "kubernetes") return experiment;
  const { context, namespace, allowNamespace } = options;
  const spec: KubernetesSpec = {
    ...(experiment.system.kubernetes ?? WHAT_RUNS),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(allowNamespace === undefined ? {} : { allowNamespace }),
  };
  return { ...experiment, system: { ...experiment.system, kubernetes: spec } };
}

/** @throws UsageError when one is set that only a cluster has */
export function checkClusterOptions({ on, ...options }: ClusterOptions & { readonly on?: string }): void {
  if (on === "kubernetes") return;
  const set = (["context", "namespace", "allowNamespace"] as const).find((name) => options[name] !== undefined);
  if (set === undefined) return;
  const flag = set === "allowNamespace" ? "--allow-namespace" : `--${set}`;
  throw new UsageError({
    message: `${flag} is about a cluster, and nothing here is done to one`,
    hint: `Add --on kubernetes, or leave ${flag} out.`,
  });
}

/** Every cluster has a namespace, and what runs there is a system: an experiment need not say more. */
const WHAT_RUNS: KubernetesSpec = {
  manifests: [],
  selectors: {},
  reach: { by: "service-proxy" },
  allowNamespace: false,
};
