import type { EdgeFacts, EdgeTls } from "../files/experiment/edge-facts.ts";
import type { Plan } from "../judge/plan/plan.ts";
import { edgeName } from "../values/edge-name.ts";

/** `checkout -> pricing: speaks grpc`, each of what an experiment says of its edges. */
export function edgesInWords({ experiment, authorityAt }: Plan): readonly string[] {
  return (experiment.edges ?? []).map((facts) => edgeInWords(facts, authorityAt));
}

function edgeInWords({ edge, protocol, tls }: EdgeFacts, authorityAt: string | undefined): string {
  const facts = [
    ...(protocol === undefined ? [] : [`speaks ${protocol}`]),
    ...(tls === undefined ? [] : [`TLS ends at the proxy, with ${certificateInWords(tls, authorityAt)}`]),
  ];
  return `${edgeName(edge)}: ${facts.join(", ")}`;
}

function certificateInWords({ terminate }: EdgeTls, authorityAt: string | undefined): string {
  if (terminate !== true) return terminate.cert;
  // A run of before says no place.
  const place = authorityAt === undefined ? "" : `${authorityAt}; `;
  return `a certificate of the run's own authority (${place}services find it by BROWNOUT_CA and NODE_EXTRA_CA_CERTS)`;
}
