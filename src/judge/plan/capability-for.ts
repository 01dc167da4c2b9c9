import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { Capabilities, Capability } from "./plan.ts";

/**
 * The platform's capability for a fault's type, or what it has for the target that this one is on, or for a key that it
 * sets; undefined for a type that it doesn't know.
 */
export function capabilityFor(
  { type, on, params }: Pick<FaultSpec, "type" | "on" | "params">,
  { faults }: Pick<Capabilities, "faults">,
): Capability | undefined {
  const ofType = faults[type];
  const usual = (on.kind === "edge" ? ofType?.onEdge : ofType?.onService) ?? ofType;
  if (!usual?.can || usual.whenSet === undefined) return usual;
  const set = params as Readonly<Record<string, unknown>>;
  return Object.entries(usual.whenSet).find(([key]) => set[key] !== undefined)?.[1] ?? usual;
}
