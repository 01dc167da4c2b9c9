/** The group of all of Chaos Mesh's objects, and its only version. */
export const chaosGroup = "chaos-mesh.org";
export const chaosVersion = `${chaosGroup}/v1alpha1`;

/**
 * Kinds that act in pods of a namespace, and end: by their duration, and when they are deleted. Those that act on
 * machines or in a cloud don't; a Schedule or a Workflow goes on when nobody is left to delete it.
 */
export const kindsInPods: readonly string[] = [
  "DNSChaos",
  "HTTPChaos",
  "IOChaos",
  "JVMChaos",
  "KernelChaos",
  "NetworkChaos",
  "PodChaos",
  "StressChaos",
  "TimeChaos",
];

/** Kinds that act on machines or in a cloud, or that only look: brownout neither makes nor undoes them. */
export const kindsElsewhere: readonly string[] = [
  "AWSChaos",
  "AzureChaos",
  "BlockChaos",
  "CloudStackHostChaos",
  "CloudStackVMChaos",
  "GCPChaos",
  "PhysicalMachine",
  "PhysicalMachineChaos",
  "PodHttpChaos",
  "PodIOChaos",
  "PodNetworkChaos",
  "RemoteCluster",
  "StatusCheck",
];

/** The key that has the spec of a kind in a Schedule and in a template of a Workflow: `networkChaos`, `ioChaos`. */
export function embeddedKey(kind: string): string {
  return kind.replace(/^[A-Z]+(?=[A-Z])|^[A-Z]/, (start) => start.toLowerCase());
}
