import type { TestContext } from "node:test";
import type { PreparedFault } from "../../src/faults/fault.ts";
import { prepareFault } from "../../src/faults/prepare-fault.ts";
import { toxiproxyInjector } from "../../src/faults/toxiproxy/injector.ts";
import { latency } from "../../src/faults/toxiproxy/latency.ts";
import { toxicTypes } from "../../src/faults/toxiproxy/list.ts";
import { startProxyServer } from "../../src/proxy/server.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { plannedFault } from "./planned-fault.ts";
import { ask } from "./toxiproxy-http.ts";

/** A proxy server that belongs to nobody's run, as one that runs in a container does. */
export interface SlowProxy {
  readonly url: string;
  /** Names of the toxics on its one proxy. */
  toxics(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startSlowProxy(context: TestContext): Promise<SlowProxy> {
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes });
  context.after(() => server.close());
  await server.populate(Buffer.from('[{"name":"p","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]'));
  return {
    url: server.url,
    toxics: async () => (await ask<{ name: string }[]>(server.url, "GET /proxies/p/toxics")).map(({ name }) => name),
    close: () => server.close(),
  };
}

/** The fault that such a proxy is slow by. Its undo record stands by itself: no system of ours takes it along. */
export async function slowness(apiUrl: string): Promise<PreparedFault> {
  const injector = toxiproxyInjector({ apiUrl, proxiesOf: () => ["p"] }, systemClock);
  const edge = { kind: "edge", caller: "front", callee: "back" } as const;
  const [prepared] = await prepareFault(plannedFault(latency, edge, { latency: "1s" }), [injector], undefined);
  if (prepared === undefined) throw new Error("there is no proxy to slow down");
  return prepared;
}
