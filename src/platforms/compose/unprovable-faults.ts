import { toxicKinds } from "../../faults/toxiproxy/list.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import { edgeName } from "../../values/edge-name.ts";
import { whyUnshown } from "../toxiproxy/unshown.ts";
import type { Survey } from "./survey.ts";

const INSTEAD = "`proxy: brownout` or `proxy: redirect` under system.compose counts what toxics do";

/** Warns of toxics of which nothing would show that they took effect: a sentence for each fault. */
export function unprovableFaults(found: Survey, { proxy }: ComposeSpec, faults: readonly FaultSpec[]): string[] {
  if (proxy !== "toxiproxy") return [];
  return faults.flatMap((fault) => {
    const why = whyUnprovable(found, fault);
    if (why === undefined) return [];
    return [`nothing will show that ${fault.id} takes effect, so the run can't pass: ${why}; ${INSTEAD}`];
  });
}

function whyUnprovable({ engine, edges, proxies = [] }: Survey, { type, on, params }: FaultSpec): string | undefined {
  const kind = toxicKinds.find((one) => one.type === type);
  if (kind === undefined || on.kind !== "edge") return undefined;
  if (!engine.isHere)
    return "Toxiproxy doesn't count, and the containers' addresses can't be reached from this machine";
  const names = edges.filter(({ edge }) => edgeName(edge) === edgeName(on)).map(({ proxy }) => proxy);
  const leads = proxies.filter(({ name }) => names.includes(name)).map(({ upstream }) => upstream);
  return whyUnshown(kind, params, leads);
}
