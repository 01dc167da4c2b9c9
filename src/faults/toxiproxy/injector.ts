import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { FaultInjector, PreparedFault } from "../fault.ts";
import { toxicKinds } from "../kinds.ts";
import { down } from "./down.ts";
import { downFault } from "./down-fault.ts";
import type { EdgeProxies } from "./edge-proxies.ts";
import { type ProxyTarget, toxicFault } from "./toxic-fault.ts";

const kinds: readonly FaultKind[] = [...toxicKinds, down];

/** Makes faults on edges, through the Toxiproxy server that the edges run through. One for each proxy of the edge. */
export function toxiproxyInjector(proxies: EdgeProxies, clock: Clock): FaultInjector {
  return {
    kinds,
    async prepare(fault, within) {
      const { on } = fault;
      if (on.kind !== "edge") throw new TypeError(`${fault.id} is on a service, not on an edge`);
      const life = await proxies.life?.();
      return proxies
        .proxiesOf(on)
        .map((proxy) =>
          prepareOn(fault, { ...targetOf(proxies, proxy), edge: on, life, within: within ?? proxies.within }, clock),
        );
    },
  };
}

function prepareOn(fault: PlannedFault, target: ProxyTarget, clock: Clock): PreparedFault {
  if (fault.type === down.type) return downFault(fault, target, clock);
  const kind = toxicKinds.find(({ type }) => type === fault.type);
  if (kind === undefined) throw new TypeError(`${fault.type} is not a kind of toxic`);
  return toxicFault(fault, kind, target, clock);
}

function targetOf(proxies: EdgeProxies, proxy: string): Pick<ProxyTarget, "apiUrl" | "proxy" | "reach"> {
  const { reach } = proxies;
  const apiUrl = proxies.apiUrlOf?.(proxy) ?? proxies.apiUrl;
  return { apiUrl, proxy, reach: reach && (() => reach(proxy)) };
}
