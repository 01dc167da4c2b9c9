import { type Check, type Finding, firstLine, missing, there } from "./check.ts";
import type { ProgramEnd } from "./machine.ts";

export const kubernetes: Check = {
  name: "Kubernetes",
  enables: "experiments in a cluster, with the context that kubectl has",
  async look(machine, signal) {
    const context = await machine.run(["kubectl", "config", "current-context"], signal);
    const isSet = context?.code === 0;
    const version = isSet
      ? await machine.run(["kubectl", "get", "--raw", "/version", "--request-timeout=2s"], signal)
      : undefined;
    return readContext(context, version);
  },
};

/** What `kubectl config current-context` says, and whether its cluster answers. */
function readContext(context: ProgramEnd | undefined, version: ProgramEnd | undefined): Finding {
  if (context === undefined) return missing("no kubectl", "https://kubernetes.io/docs/tasks/tools/");
  const name = context.stdout.trim();
  if (context.code !== 0 || name === "")
    return missing("kubectl has no current context", "kubectl config use-context NAME");
  if (version?.code === 0) {
    const release = /"gitVersion":\s*"([^"]+)"/.exec(version.stdout)?.[1] ?? "of an unknown version";
    return there(`context ${name}, ${release}`);
  }
  return missing(`context ${name} doesn't answer: ${firstLine(version?.stderr ?? "")}`, "kubectl cluster-info");
}
