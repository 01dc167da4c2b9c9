import type { EdgeFacts } from "../files/experiment/edge-facts.ts";
import type { Authority } from "../proxy/certificates/authority.ts";
import type { Clock } from "../values/clock/clock.ts";

/** The variable by which Node is told of a file of authorities that it trusts besides those that it knows. */
export const FOR_NODE = "NODE_EXTRA_CA_CERTS";

/** Makes a run's own authority where an edge shows its certificates; undefined where none does. */
export async function authorityFor(edges: readonly EdgeFacts[], clock: Clock): Promise<Authority | undefined> {
  if (!edges.some(showsOwnCertificate)) return undefined;
  const { Authority } = await import("../proxy/certificates/authority.ts");
  return new Authority(clock);
}

export function showsOwnCertificate({ tls }: EdgeFacts): boolean {
  return tls?.terminate === true;
}

/**
 * Gives the variables by which programs find the authority's certificate.
 * @param forNode the file for Node, which takes only one, where it trusts others as well
 */
export function trustVariables(path: string, forNode = path): Readonly<Record<string, string>> {
  return { BROWNOUT_CA: path, [FOR_NODE]: forNode };
}
