import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { FaultInjector, PreparedFault } from "../fault.ts";
import { down } from "./down.ts";
import { downFault } from "./down-fault.ts";
import type { EdgeProxies } from "./edge-proxies.ts";
import { madeOfToxics } from "./list.ts";
import { type NamedFault, type ProxyTarget, toxicFault } from "./toxic-fault.ts";
import type { MadeOfToxics } from "./toxic-kind.ts";

const kinds: readonly (MadeOfToxics | typeof down)[] = [...madeOfToxics, down];

/** Makes faults on edges, through the Toxiproxy server that the edges run through. One for each proxy of the edge. */
export function toxiproxyInjector(proxies: EdgeProxies, clock: Clock): FaultInjector<(typeof kinds)[number]> {
  return {
    kinds,
    async prepare({ fault, kind, within }) {
      const { on } = fault;
      if (on.kind !== "edge") throw new TypeError(`${fault.id} is on a service, not on an edge`);
      const life = await proxies.life?.();
      const targets = proxies.proxiesOf(on, fault.replicas).map((proxy) => {
        return { ...targetOf(proxies, proxy), edge: on, life, within: within ?? proxies.withinOf?.(proxy) };
      });
      if (!("toxics" in kind)) return targets.map((target) => downFault(fault, target, clock));
      return toxicFaults({ fault, kind, name: toxicName(fault, clock) }, targets, clock);
    },
  };
}

function toxicFaults(named: NamedFault, targets: readonly ProxyTarget[], clock: Clock): readonly PreparedFault[] {
  if (!named.kind.countsTogether) return targets.map((target) => toxicFault(named, target, [target], clock));
  // The first shows what all of them did.
  return targets.map((target, index) => toxicFault(named, target, index === 0 ? targets : [], clock));
}

function toxicName({ id }: PlannedFault, clock: Clock): string {
  return `brownout-${id}-${Math.floor(clock.wallMs()).toString(36)}`;
}

function targetOf(proxies: EdgeProxies, proxy: string): Pick<ProxyTarget, "apiUrl" | "proxy" | "reach"> {
  const { reach } = proxies;
  const apiUrl = proxies.apiUrlOf?.(proxy) ?? proxies.apiUrl;
  return { apiUrl, proxy, reach: reach && (() => reach(proxy)) };
}
