import { type EdgeFacts, factsOf } from "../../files/experiment/edge-facts.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { type FaultSpec, targetName } from "../../files/experiment/fault-spec.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { Capabilities } from "./plan.ts";

/** Tells whether a proxy is on an edge that can be told what is said of it. */
export function isHeard({ edge }: EdgeFacts, { factsOnly }: Capabilities): boolean {
  return factsOnly === undefined || factsOnly.on.includes(edgeName(edge));
}

/** The edges of which something is said that no proxy could be told, a sentence each. */
export function unheardFacts({ edges = [] }: Experiment, capabilities: Capabilities): readonly string[] {
  const { why, instead } = capabilities.factsOnly ?? {};
  return edges
    .filter((facts) => !isHeard(facts, capabilities))
    .map(({ edge }) => `edges: of ${edgeName(edge)} nothing can be said: ${why}; ${instead}`);
}

/** The reason a fault on messages can't be on an edge that is said to have others; undefined when it can. */
export function protocolProblem(
  { id, type, on, params }: FaultSpec,
  kind: FaultKind,
  { edges }: Experiment,
): string | undefined {
  const spoken = on.kind === "edge" ? factsOf(edges, on)?.protocol : undefined;
  const protocols = kind.protocolsWith?.(params) ?? kind.protocols;
  if (spoken === undefined || protocols === undefined || protocols.includes(spoken)) return undefined;
  const what = kind.protocolsWith === undefined ? type : `${type} with these keys`;
  return `${id}: ${what} acts on messages of ${protocols.join(", ")}, and \`edges\` says that ${targetName(on)} speaks ${spoken}; correct that if it isn't so, or take a fault on bytes: latency, timeout, reset`;
}
