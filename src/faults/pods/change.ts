import type { Cluster } from "../../clients/cluster/cluster.ts";
import { ConflictError } from "../../clients/cluster/cluster-errors.ts";
import type { ClusterObject, MergePatch, ObjectRef } from "../../clients/cluster/cluster-object.ts";

/** Controllers write to the same objects all the time. */
const MOST_TRIES = 8;

/**
 * Changes an object as it is now, so that nobody's change in between is overwritten: looked at again when there is one.
 * @param patchFor what to change; nothing when it is right as it is. Undefined: the object isn't there.
 */
export async function change(
  ref: ObjectRef,
  cluster: Cluster,
  patchFor: (now: ClusterObject | undefined) => MergePatch | undefined,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const now = await cluster.get(ref);
    const patch = patchFor(now);
    if (now === undefined || patch === undefined) return;
    const metadata = {
      ...(patch.metadata as MergePatch | undefined),
      resourceVersion: now.metadata.resourceVersion ?? "",
    };
    try {
      await cluster.patch(ref, { ...patch, metadata });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries >= MOST_TRIES) throw error;
    }
  }
}
