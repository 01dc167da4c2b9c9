import { containerKinds, replicaKinds } from "./kinds.ts";
import { messageKinds } from "./messages/list.ts";
import { podFaults } from "./pods/pod-recipes.ts";
import { down } from "./toxiproxy/down.ts";
import { toxicKinds } from "./toxiproxy/list.ts";

/** Types that are made together: where one can be made, all of its group can. */
const onEdges = [...toxicKinds, down].map(({ type }) => type);
const onMessages = messageKinds.map(({ type }) => type);
const onReplicas = replicaKinds.map(({ type }) => type);
const onContainers = containerKinds.map(({ type }) => type);
const onPods = podFaults.map(({ type }) => type);

/**
 * The types of fault that whatever makes one type on a platform makes at the same places, it itself among them. Those on packets
 * and Chaos Mesh's each need something of their own, so that one says nothing of another.
 */
export function typesBeside(type: string, platform: string): readonly string[] {
  const groups = platform === "kubernetes" ? [onPods] : [onEdges, onMessages, onReplicas, onContainers];
  return groups.find((group) => group.includes(type)) ?? [];
}
