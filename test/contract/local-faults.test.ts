import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock/system-clock.ts";
import type { FaultTarget } from "../../src/experiment/experiment.ts";
import { replicaKinds, toxicKinds } from "../../src/fault/kinds.ts";
import { processFaults } from "../../src/fault/process/process-faults.ts";
import { processUndo } from "../../src/fault/process/process-undo.ts";
import { down } from "../../src/fault/toxiproxy/down.ts";
import { proxyDownUndoer } from "../../src/fault/toxiproxy/down-fault.ts";
import { toxiproxyInjector } from "../../src/fault/toxiproxy/injector.ts";
import { toxicUndoer } from "../../src/fault/toxiproxy/toxic-fault.ts";
import type { LocalSystem } from "../../src/platform/local/local-system.ts";
import { startLocalPair } from "../support/local-pair.ts";
import { type FaultBench, faultContract } from "./fault-contract.ts";
import { killFromOutside } from "./replica-end.ts";

const edge = { kind: "edge", caller: "front", callee: "back" } as const;
const service = { kind: "service", service: "back" } as const;

async function startBench(): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const { system, close } = await startLocalPair({ logFolder });
  return benchOf(system, async () => {
    await close();
    await rm(logFolder, { recursive: true });
  });
}

async function benchOf(system: LocalSystem, close: () => Promise<void>): Promise<FaultBench> {
  const { proxies, replicas } = system;
  const [proxy] = proxies.proxiesOf(edge);
  const proxyUrl = `${proxies.apiUrl}/proxies/${proxy}`;
  const original = (await (await fetch(proxyUrl)).json()) as Readonly<Record<string, unknown>>;
  const [replica] = replicas.replicasOf(service.service);
  const onReplicas = processFaults(replicas, processUndo(replicas));
  return {
    injectors: [toxiproxyInjector(proxies, systemClock), onReplicas.injector],
    undoers: [toxicUndoer, proxyDownUndoer, onReplicas.undoer],
    edge,
    service,
    surroundings: async () => ({
      apiUrl: proxies.apiUrl,
      proxies: proxies.proxiesOf(edge),
      networks: {},
      peers: [],
      project: undefined,
    }),
    urlOf: async (target) => (target.kind === "edge" ? `http://${original.listen}/` : `${system.urlsOf("back")[0]}/`),
    async destroy(target: FaultTarget) {
      if (target.kind === "edge") await fetch(proxyUrl, { method: "DELETE" });
      else await killFromOutside(replica);
    },
    async restore(target: FaultTarget) {
      if (target.kind === "edge") {
        await fetch(`${proxies.apiUrl}/proxies`, { method: "POST", body: JSON.stringify(original) });
      } else await replica?.start(AbortSignal.timeout(20_000));
    },
    close,
  };
}

faultContract("the local platform", [...toxicKinds, down, ...replicaKinds], startBench);
