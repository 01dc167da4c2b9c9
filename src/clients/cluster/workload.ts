import { z } from "zod";
import type { ClusterObject, ObjectKind } from "./cluster-object.ts";
import { CALLS_ANNOTATION } from "./labels.ts";
import type { WorkloadRef } from "./workload-ref.ts";

/** Kinds that run the pods of services. */
export const workloadKinds: readonly ObjectKind[] = ["Deployment", "StatefulSet", "DaemonSet"].map((kind) => ({
  apiVersion: "apps/v1",
  kind,
}));

/** A Deployment, StatefulSet or DaemonSet, as far as a run has to do with it. */
export interface Workload {
  readonly ref: WorkloadRef;
  /** Its own labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Those that its pods get. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Those that its pods are known by. */
  readonly selector: Readonly<Record<string, string>>;
  /** The services that it says it calls. */
  readonly calls: readonly string[];
  /** Ports that its containers say they listen on. */
  readonly ports: readonly { readonly name: string; readonly number: number }[];
  /** Number of pods that it is to have. */
  readonly desired: number;
  /** Number of its pods that are ready. */
  readonly ready: number;
  /** True when all pods are of its present version, and ready. */
  readonly isReady: boolean;
}

const labels = z.record(z.string(), z.string()).default({});
const count = z.int().default(0);
const port = z.object({ name: z.string().default(""), containerPort: z.int(), protocol: z.string().default("TCP") });

const workloadSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), labels, annotations: labels, generation: count }),
  spec: z.object({
    replicas: z.int().default(1),
    selector: z.object({ matchLabels: labels }).prefault({}),
    template: z.object({
      metadata: z.object({ labels }).prefault({}),
      spec: z.object({ containers: z.array(z.object({ ports: z.array(port).default([]) })).default([]) }).prefault({}),
    }),
  }),
  status: z
    .object({
      observedGeneration: count,
      updatedReplicas: count,
      readyReplicas: count,
      replicas: count,
      desiredNumberScheduled: z.int().optional(),
      updatedNumberScheduled: count,
      numberReady: count,
    })
    .prefault({}),
});

/** Undefined for an object that isn't a workload. */
export function readWorkload(object: ClusterObject): Workload | undefined {
  if (!workloadKinds.some(({ apiVersion, kind }) => object.apiVersion === apiVersion && object.kind === kind)) return;
  const { apiVersion, kind, metadata, spec, status } = workloadSchema.parse(object);
  const podLabels = spec.template.metadata.labels;
  const matched = spec.selector.matchLabels;
  const isDaemon = kind === "DaemonSet";
  const desired = isDaemon ? (status.desiredNumberScheduled ?? 1) : spec.replicas;
  const ready = isDaemon ? status.numberReady : status.readyReplicas;
  const updated = isDaemon ? status.updatedNumberScheduled : status.updatedReplicas;
  const isSettled = isDaemon || status.replicas === desired;
  return {
    ref: { apiVersion, kind, name: metadata.name },
    labels: metadata.labels,
    podLabels,
    selector: Object.keys(matched).length > 0 ? matched : podLabels,
    calls: (metadata.annotations[CALLS_ANNOTATION] ?? "").split(/[,\s]+/).filter(Boolean),
    ports: spec.template.spec.containers.flatMap((container) =>
      container.ports
        .filter(({ protocol }) => protocol === "TCP")
        .map(({ name, containerPort }) => ({ name, number: containerPort })),
    ),
    desired,
    ready,
    isReady: status.observedGeneration >= metadata.generation && isSettled && updated >= desired && ready >= desired,
  };
}

/** `Deployment pricing` */
export function workloadName({ kind, name }: WorkloadRef): string {
  return `${kind} ${name}`;
}
