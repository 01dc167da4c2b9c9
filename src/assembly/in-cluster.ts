import type { Experiment } from "../files/experiment/experiment.ts";
import type { KubernetesSpec } from "../files/experiment/system-spec.ts";
import { UsageError } from "../values/errors.ts";

/** A place in a cluster, as kubectl's users name one. */
export interface ClusterOptions {
  readonly context?: string;
  readonly namespace?: string;
  readonly allowNamespace?: true;
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
