import { networkKinds } from "../kinds.ts";

/** Tells whether any of these faults is one on packets: only then are networks tried out, or made for replicas. */
export function concernsPackets({ faults }: { readonly faults: readonly { readonly type: string }[] }): boolean {
  return faults.some(({ type }) => networkKinds.some((kind) => kind.type === type));
}
