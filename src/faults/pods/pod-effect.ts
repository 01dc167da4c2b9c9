import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { Effect } from "../fault.ts";
import type { PodContext, PodTarget } from "./pod-kind.ts";
import { listNames, podsOf } from "./pods.ts";

/** The state of a service's pods now, by their uids. */
export interface PodsNow {
  /** Names of pods of the fault that are not there any more. */
  readonly gone: readonly string[];
  /** Of those that are still there, though they are being deleted. */
  readonly ending: readonly string[];
  readonly untouched: readonly string[];
  /** Names of pods that were not there before. */
  readonly replacements: readonly string[];
}

export async function lookAtPods(target: PodTarget, cluster: Cluster, signal: AbortSignal): Promise<PodsNow> {
  const before = new Set(target.before);
  const there = new Map<string, boolean>();
  const replacements: string[] = [];
  for await (const { metadata } of podsOf(target, cluster, signal)) {
    const { name = "", uid = "", deletionTimestamp } = metadata;
    there.set(uid, deletionTimestamp !== undefined);
    if (!before.has(uid)) replacements.push(name);
  }
  const named = (isSo: (isEnding: boolean | undefined) => boolean) =>
    target.pods.filter(({ uid }) => isSo(there.get(uid))).map(({ name }) => name);
  return {
    gone: named((isEnding) => isEnding === undefined),
    ending: named((isEnding) => isEnding === true),
    untouched: named((isEnding) => isEnding === false),
    replacements,
  };
}

/** True when all pods that the fault took are gone; says what has taken their place. */
export async function verifyGone({ target, cluster, signal }: PodContext): Promise<Effect> {
  const { gone, ending, untouched, replacements } = await lookAtPods(target, cluster, signal);
  if (untouched.length > 0)
    return { took: "false", evidence: `${listNames(untouched)} of ${target.service}: still there` };
  if (ending.length > 0) {
    return { took: "false", evidence: `${listNames(ending)} of ${target.service}: still there, and asked to end` };
  }
  const place = replacements.length === 0 ? "nothing has taken its place yet" : `now there: ${listNames(replacements)}`;
  return { took: "true", evidence: `${listNames(gone)} of ${target.service}: gone by uid; ${place}` };
}
