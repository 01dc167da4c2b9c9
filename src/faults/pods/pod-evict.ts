import { z } from "zod";
import { provesGone, rolloutStatus, waitsForPods } from "./delete-pods.ts";
import { verifyGone } from "./pod-effect.ts";
import type { PodKind } from "./pod-kind.ts";
import { podRef } from "./pods.ts";

export const podEvict: PodKind = {
  type: "pod-evict",
  targets: "service",
  summary: "Evicts pods, as a drained node does: only as many as their PodDisruptionBudget allows.",
  params: z.strictObject({}),
  explain: () => ({
    does: "evicts the pod, unless a PodDisruptionBudget refuses that; what runs it makes another one at once",
    undo: waitsForPods,
    proof: provesGone,
  }),
  means: "the Eviction API",
  healsItself: true,
  needs: ({ namespace }) => [{ verb: "create", group: "", resource: "pods/eviction", namespace }],
  async inject({ target, cluster, signal }) {
    // One after the other: each counts for the budget of the next.
    for (const { name, uid } of target.pods) {
      signal.throwIfAborted();
      await cluster.evict(podRef(target, name), { uid });
    }
  },
  verify: verifyGone,
  manual: rolloutStatus,
};
