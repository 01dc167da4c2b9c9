import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerInjector, containerUndoer } from "../../src/faults/container/container-faults.ts";
import { containerUndo } from "../../src/faults/container/container-undo.ts";
import { containerKinds, replicaKinds } from "../../src/faults/kinds.ts";
import { processFaults } from "../../src/faults/process/process-faults.ts";
import { down } from "../../src/faults/toxiproxy/down.ts";
import { proxyDownUndoer } from "../../src/faults/toxiproxy/down-fault.ts";
import { toxiproxyInjector } from "../../src/faults/toxiproxy/injector.ts";
import { toxicKinds } from "../../src/faults/toxiproxy/list.ts";
import { toxicUndoer } from "../../src/faults/toxiproxy/toxic-fault.ts";
import type { ComposeSystem } from "../../src/platforms/compose/compose-system.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { DEMO_SERVICE_IMAGE } from "../../src/values/images.ts";
import { pairSpec, startPair } from "../support/compose-pair.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { testsNeeding } from "../support/needs.ts";
import { type FaultBench, faultContract } from "./fault-contract.ts";

const edge = { kind: "edge", caller: "front", callee: "back" } as const;
const service = { kind: "service", service: "back" } as const;

async function startBench(): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const { system, close } = await startPair(logFolder);
  return benchOf(system, async () => {
    await close();
    await rm(logFolder, { recursive: true });
  });
}

async function benchOf(system: ComposeSystem, close: () => Promise<void>): Promise<FaultBench> {
  const { engine, proxies, replicas } = system;
  const [proxy = ""] = proxies.proxiesOf(edge);
  const proxyUrl = `${proxies.apiUrl}/proxies/${proxy}`;
  const original = (await (await fetch(proxyUrl)).json()) as Readonly<Record<string, unknown>>;
  const [replica] = replicas.replicasOf(service.service);
  const onReplicas = processFaults(replicas, containerUndo(replicas, systemClock));
  return {
    injectors: [toxiproxyInjector(proxies, systemClock), onReplicas.injector, containerInjector(replicas, engine)],
    undoers: [toxicUndoer, proxyDownUndoer, onReplicas.undoer, containerUndoer(replicas)],
    edge,
    service,
    system: async () => ({
      apiUrl: proxies.apiUrl,
      proxies: proxies.proxiesOf(edge),
      networks: {},
      peers: [],
      project: pairSpec.project,
    }),
    async urlOf(target) {
      if (target.kind === "service") {
        // It may have been started by another process, and have another port.
        await replica?.refresh();
        return `${system.urlsOf("back")[0]}/`;
      }
      const reached = await proxies.reach?.(proxy);
      return `http://${reached?.host}:${reached?.port}/`;
    },
    async destroy(target) {
      if (target.kind === "edge") await fetch(proxyUrl, { method: "DELETE" });
      else await docker("container", "stop", "--time", "0", replica?.ref.name ?? "");
    },
    async restore(target) {
      if (target.kind === "edge") {
        await fetch(`${proxies.apiUrl}/proxies`, { method: "POST", body: JSON.stringify(original) });
      } else await replica?.start(AbortSignal.timeout(20_000));
    },
    close,
  };
}

const kinds = [...toxicKinds, down, ...replicaKinds, ...containerKinds];
const tests = testsNeeding(await withoutImage(DEMO_SERVICE_IMAGE));
faultContract("Compose, through the stock Toxiproxy", kinds, startBench, tests);
