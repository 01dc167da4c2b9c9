import { z } from "zod";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { Pod } from "../../clients/cluster/pod.ts";
import type { WorkloadRef } from "../../clients/cluster/workload-ref.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { NotReadyError } from "./kubernetes-errors.ts";
import type { NamespaceView } from "./namespace-view.ts";

/** Long: images may have to be pulled first, on nodes that have yet to come up. */
const READY_WITHIN_MS = 180_000;
const LAST_LINES = 8;
const LAST_EVENTS = 4;
/** Reasons for which a pod waits in vain. */
const HOPELESS = ["ErrImageNeverPull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"];
/** A container that ended as often right away won't do better. */
const RESTARTS_MAX = 3;

export interface ReadinessOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly view: NamespaceView;
  readonly clock: Clock;
}

/** Something whose pods must be ready. */
export interface Awaited {
  readonly kind: string;
  readonly name: string;
  isReady(): boolean;
  /** Those that it has. */
  pods(): readonly Pod[];
  /** Tells whether a pod of its that came to this won't do better. */
  isHopeless(pod: Pod): boolean;
  /** `1 of 2 pods are ready` */
  countWords(): string;
}

/** A workload, which is to have all its pods, of its present version, ready. */
export function awaitedWorkload(ref: WorkloadRef, view: NamespaceView): Awaited {
  return {
    kind: ref.kind,
    name: ref.name,
    isReady: () => view.workload(ref)?.isReady === true,
    pods() {
      const workload = view.workload(ref);
      return workload === undefined ? [] : view.podsOf(workload);
    },
    isHopeless: ({ state, restarts, isReady }) => state === "CrashLoopBackOff" && restarts >= RESTARTS_MAX && !isReady,
    countWords() {
      const workload = view.workload(ref);
      return workload === undefined ? "it isn't there" : `${workload.ready} of ${workload.desired} pods are ready`;
    },
  };
}

/**
 * Waits until all are ready.
 * @throws NotReadyError with what is wrong with a pod, its events and its last words
 */
export async function untilReady(
  all: readonly Awaited[],
  options: ReadinessOptions,
  signal: AbortSignal,
): Promise<void> {
  const { view, clock } = options;
  const late = new AbortController();
  const cancel = clock.after(READY_WITHIN_MS, () => late.abort());
  const look = () => {
    const waiting = all.filter((one) => !one.isReady());
    return waiting.length === 0 ? "ready" : hopeless(waiting);
  };
  try {
    const found = await view.until(look, AbortSignal.any([signal, late.signal]));
    if (found !== "ready") throw await notReady(found.awaited, found.pod, "can't become ready", options);
  } catch (error) {
    if (!late.signal.aborted || signal.aborted) throw error;
    const slow = all.find((one) => !one.isReady());
    if (slow === undefined) return;
    throw await notReady(slow, unreadyPod(slow), `isn't ready after ${READY_WITHIN_MS / 1000} s`, options);
  } finally {
    cancel();
  }
}

function hopeless(all: readonly Awaited[]): { awaited: Awaited; pod: Pod } | undefined {
  for (const awaited of all) {
    const pod = awaited.pods().find((one) => HOPELESS.includes(one.state) || awaited.isHopeless(one));
    if (pod !== undefined) return { awaited, pod };
  }
  return undefined;
}

function unreadyPod(awaited: Awaited): Pod | undefined {
  return awaited.pods().find(({ isReady, isEnding }) => !isReady && !isEnding);
}

async function notReady(
  awaited: Awaited,
  pod: Pod | undefined,
  what: string,
  options: ReadinessOptions,
): Promise<NotReadyError> {
  const { cluster, namespace } = options;
  const { kind, name } = awaited;
  const lines = [`${kind} ${name} ${what}: ${awaited.countWords()}`];
  if (pod === undefined) lines.push(...(await eventsOf(awaited, options)));
  else {
    lines.push(`pod ${pod.name}: ${pod.state}${pod.trouble === undefined ? "" : ` (${pod.trouble.why})`}`);
    lines.push(...(await eventsOf({ kind: "Pod", name: pod.name }, options)), ...(await lastWords(pod, options)));
  }
  const target = pod === undefined ? `${kind.toLowerCase()} ${name}` : `pod ${pod.name}`;
  return new NotReadyError({
    message: lines.join("\n  "),
    hint: `\`kubectl --context ${cluster.context} --namespace ${namespace} describe ${target}\` says more while it is there.`,
  });
}

const eventSchema = z.object({
  metadata: z.object({ creationTimestamp: z.string().default("") }),
  type: z.string().default("Normal"),
  reason: z.string().default(""),
  message: z.string().default(""),
});

/** Reads the events of an object; those of what went wrong come before those of what went well. */
async function eventsOf(
  { kind, name }: { readonly kind: string; readonly name: string },
  { cluster, namespace }: ReadinessOptions,
): Promise<readonly string[]> {
  const fields = `involvedObject.kind=${kind},involvedObject.name=${name}`;
  const events: z.infer<typeof eventSchema>[] = [];
  try {
    for await (const event of cluster.list({ apiVersion: "v1", kind: "Event", namespace, fields })) {
      events.push(eventSchema.parse(event));
    }
  } catch (error) {
    return [`its events can't be read: ${(error as Error).message}`];
  }
  const isWarning = ({ type }: (typeof events)[number]) => Number(type === "Warning");
  return events
    .sort(
      (a, b) => isWarning(b) - isWarning(a) || (b.metadata.creationTimestamp < a.metadata.creationTimestamp ? -1 : 1),
    )
    .slice(0, LAST_EVENTS)
    .map(({ reason, message }) => `event ${reason}: ${message.trim()}`);
}

async function lastWords({ name, trouble }: Pod, { cluster, namespace }: ReadinessOptions): Promise<readonly string[]> {
  const ref = { apiVersion: "v1", kind: "Pod", namespace, name };
  try {
    const words = await cluster.logs(ref, {
      lines: LAST_LINES,
      ...(trouble?.container ? { container: trouble.container } : {}),
    });
    return words.trim() === "" ? [] : ["its last words:", ...words.trim().split("\n")];
  } catch (error) {
    // A container that never started has none.
    return [`its log can't be read: ${(error as Error).message}`];
  }
}
