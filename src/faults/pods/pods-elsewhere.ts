import type { Capability } from "../../judge/plan/plan.ts";
import { podKinds } from "../kinds.ts";

const NEEDS_A_CLUSTER: Capability = {
  can: false,
  why: "Kubernetes makes it, of pods and nodes",
  instead: "run it on a cluster (`--on kubernetes`)",
};

/** Answer of a platform without pods to the types that only the API of a cluster makes. */
export const podsElsewhere: Readonly<Record<string, Capability>> = Object.fromEntries(
  podKinds.map(({ type }) => [type, NEEDS_A_CLUSTER]),
);
