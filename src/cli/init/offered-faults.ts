import { containerKinds, faultKinds, replicaKinds } from "../../faults/kinds.ts";
import { countingKeys } from "../../faults/messages/choosing.ts";
import { messageKinds } from "../../faults/messages/list.ts";
import { podFaults } from "../../faults/pods/pod-recipes.ts";
import { down } from "../../faults/toxiproxy/down.ts";
import { toxicKinds } from "../../faults/toxiproxy/list.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Begun } from "./begun.ts";

const onBytes = typesOf([...toxicKinds, down]);
/** Those on requests alone: which edges lead to databases, or are in TLS, nobody knows here. */
const onRequests = typesOf(messageKinds.filter(({ params }) => "method" in params.shape));

/** Faults that a platform makes on a place wherever it is: without rights, kernel modules or programs that may not be there. */
const OFFERED: Readonly<Record<Begun["platform"], Readonly<Record<"edge" | "service", readonly string[]>>>> = {
  local: { edge: [...onBytes, ...onRequests], service: typesOf(replicaKinds) },
  // Its Toxiproxy may be the stock one, which knows no messages.
  compose: { edge: onBytes, service: typesOf([...replicaKinds, ...containerKinds]) },
  external: { edge: [...onBytes, ...onRequests], service: [] },
  kubernetes: { edge: [], service: typesOf(podFaults) },
};

/** The kinds that can be put on an edge, or on a service, of a platform. */
export function offeredFaults(platform: Begun["platform"], on: "edge" | "service"): readonly FaultKind[] {
  const offered = OFFERED[platform][on];
  return faultKinds.filter(({ type, targets }) => offered.includes(type) && (targets === on || targets === "either"));
}

/** Values of keys that a first fault has though its kind doesn't need them: of requests it takes one in ten, so that a service stays up. */
export function usualKeys(
  { type }: FaultKind,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const saysWhich = Object.keys(given).some((name) => name in countingKeys);
  return onRequests.includes(type) && !saysWhich ? { every: "10" } : {};
}

function typesOf(kinds: readonly { readonly type: string }[]): readonly string[] {
  return kinds.map(({ type }) => type);
}
