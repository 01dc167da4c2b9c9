import { talksWith } from "../../faults/toxiproxy/talk.ts";
import type { ToxicKind } from "../../faults/toxiproxy/toxic-kind.ts";

/**
 * Tells why calls of ours through a Toxiproxy that doesn't count can't show a toxic; undefined when they can.
 * @param upstreams addresses that the edge's proxies lead to: `pricing:8080`
 */
export function whyUnshown(kind: ToxicKind, params: unknown, upstreams: readonly string[]): string | undefined {
  const hidden = upstreams.find((upstream) => !kind.canShow(params, talksWith(upstream)[0]));
  if (hidden === undefined) return undefined;
  return `Toxiproxy doesn't count, and a call of ours to ${hidden} (${talksWith(hidden)[0].protocol}) is too small or too short to show it`;
}
