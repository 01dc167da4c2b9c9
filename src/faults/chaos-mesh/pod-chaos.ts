import type { ChaosRecipe } from "./chaos-kind.ts";

const POD_CHAOS = "PodChaos";

/** The types of fault of other providers that PodChaos makes. */
export const podFailure: ChaosRecipe = {
  type: "pause",
  kind: POD_CHAOS,
  means: "PodChaos pod-failure",
  does: "puts an image that does nothing in place of the containers' own: the pod stays and answers nothing",
  spec: () => ({ action: "pod-failure" }),
};

/** Pods are deleted through the API in a run (src/faults/pods); these are for what is exported. */
export const podKills: readonly ChaosRecipe<{ readonly grace?: number }>[] = ["kill", "terminate"].map((type) => ({
  type,
  kind: POD_CHAOS,
  means: "PodChaos pod-kill",
  spec: ({ grace = 0 }) => ({ action: "pod-kill", gracePeriod: Math.ceil(grace / 1000) }),
}));
