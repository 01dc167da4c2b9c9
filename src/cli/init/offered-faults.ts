import { containerKinds, faultKinds, replicaKinds } from "../../faults/kinds.ts";
import { podFaults } from "../../faults/pods/pod-recipes.ts";
import { down } from "../../faults/toxiproxy/down.ts";
import { toxicKinds } from "../../faults/toxiproxy/list.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Begun } from "./begun.ts";

const onEdges = typesOf([...toxicKinds, down]);

/** Faults that a platform makes wherever it is: without rights, kernel modules or programs that may not be there. */
const OFFERED: Readonly<Record<Begun["platform"], readonly string[]>> = {
  local: [...onEdges, ...typesOf(replicaKinds)],
  compose: [...onEdges, ...typesOf([...replicaKinds, ...containerKinds])],
  external: onEdges,
  kubernetes: typesOf(podFaults),
};

/** The kinds that can be put on an edge, or on a service, of a platform. */
export function offeredFaults(platform: Begun["platform"], on: "edge" | "service"): readonly FaultKind[] {
  const offered = OFFERED[platform];
  return faultKinds.filter(({ type, targets }) => offered.includes(type) && (targets === on || targets === "either"));
}

function typesOf(kinds: readonly { readonly type: string }[]): readonly string[] {
  return kinds.map(({ type }) => type);
}
