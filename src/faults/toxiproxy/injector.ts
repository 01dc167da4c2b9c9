import type { Clock } from "../../values/clock/clock.ts";
import type { FaultInjector } from "../fault.ts";
import { down } from "./down.ts";
import { downFault } from "./down-fault.ts";
import type { EdgeProxies } from "./edge-proxies.ts";
import { toxicKinds } from "./list.ts";
import { type ProxyTarget, toxicFault } from "./toxic-fault.ts";
import type { ToxicKind } from "./toxic-kind.ts";

const kinds: readonly (ToxicKind | typeof down)[] = [...toxicKinds, down];

/** Makes faults on edges, through the Toxiproxy server that the edges run through. One for each proxy of the edge. */
export function toxiproxyInjector(proxies: EdgeProxies, clock: Clock): FaultInjector<(typeof kinds)[number]> {
  return {
    kinds,
    async prepare({ fault, kind, within }) {
      const { on } = fault;
      if (on.kind !== "edge") throw new TypeError(`${fault.id} is on a service, not on an edge`);
      const life = await proxies.life?.();
      return proxies.proxiesOf(on, fault.replicas).map((proxy) => {
        const target = { ...targetOf(proxies, proxy), edge: on, life, within: within ?? proxies.withinOf?.(proxy) };
        return "toxics" in kind ? toxicFault(fault, kind, target, clock) : downFault(fault, target, clock);
      });
    },
  };
}

function targetOf(proxies: EdgeProxies, proxy: string): Pick<ProxyTarget, "apiUrl" | "proxy" | "reach"> {
  const { reach } = proxies;
  const apiUrl = proxies.apiUrlOf?.(proxy) ?? proxies.apiUrl;
  return { apiUrl, proxy, reach: reach && (() => reach(proxy)) };
}
