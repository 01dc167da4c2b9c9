import type { EdgeFacts, EdgeTls } from "../files/experiment/edge-facts.ts";
import { edgeName } from "../values/edge-name.ts";

/** `checkout -> pricing: speaks grpc` */
export function edgeInWords({ edge, protocol, tls }: EdgeFacts): string {
  const facts = [
    ...(protocol === undefined ? [] : [`speaks ${protocol}`]),
    ...(tls === undefined ? [] : [`TLS ends at the proxy, with ${certificateInWords(tls)}`]),
  ];
  return `${edgeName(edge)}: ${facts.join(", ")}`;
}

function certificateInWords({ terminate }: EdgeTls): string {
  if (terminate !== true) return terminate.cert;
  return "a certificate of the run's own authority (ca.pem beside the run's logs; services find it by BROWNOUT_CA and NODE_EXTRA_CA_CERTS)";
}
