import { factsOf } from "../../files/experiment/edge-facts.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { type FaultSpec, targetName } from "../../files/experiment/fault-spec.ts";
import { edgeName } from "../../values/edge-name.ts";
import { isHeard } from "./check-edge-facts.ts";
import type { Capabilities, Inability } from "./plan.ts";

/** The reason that holds wherever a platform has no other. */
const UNTOLD: Inability = {
  why: "only services that brownout starts can be told to trust it",
  instead: "give one that its callers trust: `tls: { terminate: { cert: FILE, key: FILE } }`",
};

/** The edges whose proxies are to show certificates of the run's own where no service can be told to trust them, a sentence each. */
export function untrustedEdges({ edges = [] }: Experiment, capabilities: Capabilities): readonly string[] {
  const { authority = UNTOLD } = capabilities;
  if ("at" in authority) return [];
  return edges
    .filter((facts) => facts.tls?.terminate === true && isHeard(facts, capabilities))
    .map(
      ({ edge }) =>
        `edges: ${edgeName(edge)} can't show a certificate of the run's own: ${authority.why}; ${authority.instead}`,
    );
}

/** The reason a fault can't show a certificate of the run's own on its edge; undefined where it can, or shows none. */
export function certificateProblem(
  { id, on, params }: FaultSpec,
  kind: FaultKind,
  { edges }: Experiment,
): string | undefined {
  if (on.kind !== "edge" || !kind.showsOwnCertificate?.(params)) return undefined;
  if (factsOf(edges, on)?.tls?.terminate === true) return undefined;
  const where = targetName(on);
  return (
    `${id}: such a certificate is made by the run's own authority, and TLS of ${where} doesn't end at the proxy with one; ` +
    `say \`edges: { ${where}: { tls: { terminate: true } } }\`, or take the failure refuse or hang`
  );
}
