import { z } from "zod";
import type { ClusterObject } from "./cluster-object.ts";

/** A pod, as far as a run follows what becomes of it. There may be thousands. */
export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The node that it is on, once it is on one. */
  readonly node?: string;
  readonly isReady: boolean;
  /** True when it is being deleted. */
  readonly isEnding: boolean;
  /** True while it waits for a node, or for its containers to start. */
  readonly isPending: boolean;
  /** True when it ended for good: by itself, or a kubelet did it. */
  readonly hasFailed: boolean;
  /** Number of times that its containers were started again. */
  readonly restarts: number;
  /** `Running`, or what it waits for: `ImagePullBackOff`. */
  readonly state: string;
  /** The container that waits, or ended last, and what is said of that. */
  readonly trouble?: { readonly container: string; readonly why: string };
}

const endSchema = z.object({ reason: z.string().default(""), exitCode: z.int(), message: z.string().default("") });
const containerSchema = z.object({
  name: z.string(),
  restartCount: z.int().default(0),
  state: z
    .object({
      waiting: z.object({ reason: z.string().default(""), message: z.string().default("") }).optional(),
      terminated: endSchema.optional(),
    })
    .prefault({}),
  lastState: z.object({ terminated: endSchema.optional() }).prefault({}),
});
const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string().default(""),
    labels: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({ nodeName: z.string().optional() }).prefault({}),
  status: z
    .object({
      phase: z.string().default("Unknown"),
      reason: z.string().default(""),
      message: z.string().default(""),
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().default("") }))
        .default([]),
      initContainerStatuses: z.array(containerSchema).default([]),
      containerStatuses: z.array(containerSchema).default([]),
    })
    .prefault({}),
});

type ContainerStatus = z.infer<typeof containerSchema>;

export function readPod(object: ClusterObject): Pod {
  const { metadata, spec, status } = podSchema.parse(object);
  const containers = [...status.initContainerStatuses, ...status.containerStatuses];
  const waiting = containers.find(({ state }) => state.waiting !== undefined);
  const trouble = troubleOf(containers) ?? unscheduled(status.conditions);
  return {
    name: metadata.name,
    uid: metadata.uid,
    labels: metadata.labels,
    ...(spec.nodeName === undefined ? {} : { node: spec.nodeName }),
    isReady: status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
    isEnding: metadata.deletionTimestamp !== undefined,
    isPending: status.phase === "Pending",
    hasFailed: status.phase === "Failed",
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    state: status.reason || waiting?.state.waiting?.reason || status.phase,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function troubleOf(containers: readonly ContainerStatus[]): Pod["trouble"] {
  const troubles = containers.flatMap(({ name, state, lastState }) => {
    const ended = state.terminated ?? lastState.terminated;
    const parts = [
      ...(state.waiting ? [sentence(state.waiting.reason, state.waiting.message)] : []),
      ...(ended && ended.reason !== "Completed"
        ? [sentence(`${ended.reason}, exit code ${ended.exitCode}`, ended.message)]
        : []),
    ];
    return parts.length === 0 ? [] : [{ container: name, why: parts.join("; ") }];
  });
  return troubles[0];
}

function unscheduled(conditions: readonly { type: string; status: string; message: string }[]): Pod["trouble"] {
  const condition = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  return condition && { container: "", why: sentence("Unschedulable", condition.message) };
}

function sentence(reason: string, message: string): string {
  return message === "" ? reason : `${reason}: ${message.trim()}`;
}
