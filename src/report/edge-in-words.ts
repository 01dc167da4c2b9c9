import type { EdgeFacts } from "../files/experiment/edge-facts.ts";
import { edgeName } from "../values/edge-name.ts";

/** `checkout -> pricing: speaks grpc` */
export function edgeInWords({ edge, protocol }: EdgeFacts): string {
  const facts = [...(protocol === undefined ? [] : [`speaks ${protocol}`])];
  return `${edgeName(edge)}: ${facts.join(", ")}`;
}
