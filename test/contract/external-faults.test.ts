import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpLostAnswer } from "../../src/faults/messages/http-lost-answer.ts";
import { down } from "../../src/faults/toxiproxy/down.ts";
import { proxyDownUndoer } from "../../src/faults/toxiproxy/down-fault.ts";
import { toxiproxyInjector } from "../../src/faults/toxiproxy/injector.ts";
import { latency } from "../../src/faults/toxiproxy/latency.ts";
import { toxicUndoer } from "../../src/faults/toxiproxy/toxic-fault.ts";
import type { Plan } from "../../src/judge/plan/plan.ts";
import { externalPlatform } from "../../src/platforms/external/external-platform.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { deadAddress } from "../support/sockets.ts";
import { type FaultBench, faultContract } from "./fault-contract.ts";

const edge = { kind: "edge", caller: "front", callee: "back" } as const;

/** A server that runs already, and brownout's proxy before it. */
async function startBench(): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const server = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const upstream = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const listen = await deadAddress();
  const external = {
    services: {},
    edges: [{ edge: { caller: "front", callee: "back" }, listen, upstream }],
    proxies: [],
  };
  const criteria = { loads: [], faults: [], steadyState: [], abort: [], expect: [] };
  // Taking hold of a system asks for no more of the plan.
  const plan = { experiment: { name: "external", seed: 1, system: { external }, ...criteria } } as unknown as Plan;
  const platform = externalPlatform({ clock: systemClock });
  const { undo, up } = await platform.prepare(plan, { runId: `external-${process.pid}`, logFolder });
  const { proxies } = await up(AbortSignal.timeout(60_000));
  const [proxy = ""] = proxies.proxiesOf(edge);
  const apiUrl = proxies.apiUrlOf?.(proxy) ?? "";
  const proxyUrl = `${apiUrl}/proxies/${encodeURIComponent(proxy)}`;
  return {
    injectors: [toxiproxyInjector(proxies, systemClock)],
    undoers: [toxicUndoer, proxyDownUndoer],
    edge,
    service: { kind: "service", service: "back" },
    system: async () => ({ apiUrl, proxies: [proxy], networks: {}, peers: [], project: undefined }),
    urlOf: async () => `http://${listen}/`,
    async destroy() {
      await fetch(proxyUrl, { method: "DELETE" });
    },
    async restore() {
      await fetch(`${apiUrl}/proxies`, { method: "POST", body: JSON.stringify({ name: proxy, listen, upstream }) });
    },
    async close() {
      await platform.undoer.undo(undo, AbortSignal.timeout(20_000));
      server.close();
      server.closeAllConnections();
      await rm(logFolder, { recursive: true });
    },
  };
}

// All toxics are made by the same means, which the local platform's contract goes through.
faultContract("an external system", [latency, httpLostAnswer, down], startBench);
