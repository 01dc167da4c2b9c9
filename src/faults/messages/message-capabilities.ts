import type { Capability } from "../../judge/plan/plan.ts";
import { messageKinds } from "./list.ts";

const OF_A_SERVICE: Capability = {
  can: false,
  why: "of a service, Chaos Mesh makes it, in pods",
  instead: "put it on an edge (caller -> callee), or run it on a cluster that has Chaos Mesh (`--on kubernetes`)",
};

/** The faults on messages by type, where edges have what is said and no pods are. */
export function messageCapabilities(onEdges: Capability): Readonly<Record<string, Capability>> {
  return Object.fromEntries(
    messageKinds.map(({ type, targets }) => [
      type,
      targets === "edge" ? onEdges : { ...onEdges, onService: OF_A_SERVICE },
    ]),
  );
}
