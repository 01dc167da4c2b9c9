import { z } from "zod";
import type { ClusterObject } from "./cluster-object.ts";

/** The texts that a workload's containers are given, as far as its own object has them. */
export interface ContainerTexts {
  /** Variables with a value of their own; those from ConfigMaps and Secrets aren't there. */
  readonly environment: ReadonlyMap<string, string>;
  readonly command: readonly string[];
}

const containerSchema = z.object({
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
});
const workloadSchema = z.object({
  spec: z.object({ template: z.object({ spec: z.object({ containers: z.array(containerSchema).default([]) }) }) }),
});

/** Reads what a Deployment, StatefulSet or DaemonSet gives its containers; the first of several that has a variable counts. */
export function containerTexts(object: ClusterObject): ContainerTexts {
  const { containers } = workloadSchema.parse(object).spec.template.spec;
  const environment = new Map<string, string>();
  for (const { name, value } of containers.flatMap(({ env }) => env)) {
    if (value !== undefined && !environment.has(name)) environment.set(name, expanded(value, environment));
  }
  return { environment, command: containers.flatMap(({ command, args }) => [...command, ...args]) };
}

/** `$(NAME)` of a variable before, as the kubelet fills it in; one that isn't there stays. */
function expanded(value: string, before: ReadonlyMap<string, string>): string {
  return value.replaceAll(/\$\(([\w.-]+)\)/g, (reference, name: string) => before.get(name) ?? reference);
}
