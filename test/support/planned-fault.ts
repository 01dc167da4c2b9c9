import type { FaultKind } from "../../src/files/experiment/fault-kind.ts";
import type { FaultTarget } from "../../src/files/experiment/fault-spec.ts";
import type { Capability, PlannedFault } from "../../src/judge/plan/plan.ts";

/** A fault with its parameters in the words of an experiment file; on a service it takes replica 1. */
export function plannedFault(kind: FaultKind, on: FaultTarget, words: object = {}): PlannedFault {
  const params: unknown = kind.params.parse(words);
  return {
    id: `${kind.type}-1`,
    type: kind.type,
    on,
    params,
    startMs: 0,
    durationMs: 1000,
    mode: { kind: "all" },
    means: "",
    explanation: kind.explain(params),
    replicas: on.kind === "service" ? [1] : [],
  };
}

/** The fault as a plan has it that knows by what it can be made. */
export function madeBy(fault: PlannedFault, capability: Capability | undefined): PlannedFault {
  if (!capability?.can) throw new Error(`${fault.type} can't be made here`);
  const { means, technique } = capability;
  return { ...fault, means, ...(technique !== undefined && { technique }) };
}
