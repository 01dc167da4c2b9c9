import type { Command } from "commander";

/** Adds what kubectl's users name a place in a cluster with. */
export function addClusterOptions(command: Command): Command {
  return command
    .option("--context <name>", "context of the kubeconfig, for --on kubernetes; default: its current one")
    .option("--namespace <name>", "namespace, for --on kubernetes; default: the one of the experiment or the context");
}
