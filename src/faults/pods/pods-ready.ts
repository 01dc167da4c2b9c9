import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject, WatchEvent } from "../../clients/cluster/cluster-object.ts";
import { type Pod, readPod } from "../../clients/cluster/pod.ts";
import { readWorkload, type Workload } from "../../clients/cluster/workload.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { FaultError } from "../fault-error.ts";
import type { PodTarget } from "./pod-kind.ts";
import { findWorkload, podQuery, podsOf, workloadName, workloadRef } from "./pods.ts";

/** Time that pods may take to be ready: images, slow starts, busy nodes. */
export const READY_WITHIN_MS = 110_000;

/** Tells whether a service has all pods that it is to have, and they are ready; also when its workload is gone. */
export async function hasPodsReady(target: PodTarget, cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  const workload = await findWorkload(target, cluster, signal);
  if (workload === undefined) return true;
  const pods = new ReadyPods();
  for await (const pod of podsOf(target, cluster, signal)) pods.note({ type: "ADDED", object: pod });
  return isReady(read(target, workload), pods);
}

/**
 * Resolves when it has, as watches show it: its pods themselves, and what its workload says of them, which can be late.
 * @throws FaultError when that takes too long, with what they wait for
 */
export async function untilPodsReady(
  target: PodTarget,
  cluster: Cluster,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  if ((await findWorkload(target, cluster, signal)) === undefined) return;
  const over = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const pods = new ReadyPods();
  let workload: Workload | undefined;
  let trouble: Error | undefined;
  const cancel = clock.after(READY_WITHIN_MS, () => reject(notReady(target, workload, pods, trouble)));
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const options = {
    signal: AbortSignal.any([signal, over.signal]),
    onTrouble: (error: Error | undefined) => {
      trouble = error;
    },
  };
  const check = () => {
    if (isReady(workload, pods)) resolve();
  };
  const onWorkload = ({ type, object }: WatchEvent) => {
    if (type === "DELETED" || object.metadata.uid !== target.workload.uid) resolve();
    else workload = read(target, object);
    check();
  };
  const onPod = (event: WatchEvent) => {
    pods.note(event);
    check();
  };
  try {
    const { name, ...query } = workloadRef(target);
    cluster.watch({ ...query, fields: `metadata.name=${name}` }, onWorkload, options);
    cluster.watch(podQuery(target), onPod, options);
    await promise;
  } finally {
    cancel();
    signal.removeEventListener("abort", onAbort);
    over.abort(new Error("nobody waits for pods any more"));
  }
}

/** Pods by what they are now; only those that aren't ready are kept whole. */
class ReadyPods {
  readonly ready = new Set<string>();
  readonly waiting = new Map<string, Pod>();

  note({ type, object }: WatchEvent): void {
    const { uid = "" } = object.metadata;
    this.ready.delete(uid);
    this.waiting.delete(uid);
    if (type === "DELETED") return;
    const pod = readPod(object);
    if (pod.isEnding) return;
    if (pod.isReady) this.ready.add(uid);
    else this.waiting.set(uid, pod);
  }
}

function read({ workload: { apiVersion, kind } }: PodTarget, object: ClusterObject): Workload | undefined {
  return readWorkload({ ...object, apiVersion, kind });
}

function isReady(workload: Workload | undefined, { ready }: ReadyPods): boolean {
  return workload?.isReady === true && ready.size >= workload.desired;
}

function notReady(
  target: PodTarget,
  workload: Workload | undefined,
  { ready, waiting }: ReadyPods,
  trouble: Error | undefined,
): FaultError {
  const [first] = waiting.values();
  const why = trouble?.message ?? (first && `${first.name}: ${first.trouble?.why ?? first.state}`);
  return new FaultError({
    message:
      `${workloadName(target)} has ${ready.size} of ${workload?.desired ?? "its"} pods ready after ${READY_WITHIN_MS / 1000} s` +
      (why === undefined ? "" : `: ${why}`),
  });
}
