import { factsOf } from "../../files/experiment/edge-facts.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { type FaultSpec, targetName } from "../../files/experiment/fault-spec.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { Capabilities } from "./plan.ts";

/** The edges of which something is said that no proxy could be told, a sentence each. */
export function unheardFacts({ edges = [] }: Experiment, { factsOnly }: Capabilities): readonly string[] {
  if (factsOnly === undefined) return [];
  return edges
    .map(({ edge }) => edgeName(edge))
    .filter((name) => !factsOnly.on.includes(name))
    .map((name) => `edges: of ${name} nothing can be said: ${factsOnly.why}; ${factsOnly.instead}`);
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
