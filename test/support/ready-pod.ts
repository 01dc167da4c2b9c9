import type { Pod } from "../../src/clients/cluster/pod.ts";

/** A pod that is ready, but for what is given. */
export function readyPod(given: Partial<Pod> = {}): Pod {
  return {
    name: "pricing-1",
    uid: "1",
    labels: {},
    isReady: true,
    isEnding: false,
    isPending: false,
    hasFailed: false,
    restarts: 0,
    state: "Running",
    ...given,
  };
}
