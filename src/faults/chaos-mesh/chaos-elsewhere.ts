import type { Capability } from "../../judge/plan/plan.ts";
import { chaosKinds } from "../kinds.ts";
import { manifest } from "./manifest.ts";

const NEEDS_CHAOS_MESH: Capability = {
  can: false,
  why: "Chaos Mesh makes it, in pods",
  instead: "run it on a cluster that has Chaos Mesh (`--on kubernetes`)",
};

/** Answer of a platform without pods to the types that only Chaos Mesh makes. */
export const chaosElsewhere: Readonly<Record<string, Capability>> = Object.fromEntries(
  [...chaosKinds, manifest].map(({ type }) => [type, NEEDS_CHAOS_MESH]),
);
