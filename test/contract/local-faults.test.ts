import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../../src/clock/system-clock.ts";
import type { FaultTarget } from "../../src/experiment/experiment.ts";
import { replicaKinds, toxicKinds } from "../../src/fault/kinds.ts";
import { processFaults } from "../../src/fault/process/process-faults.ts";
import { processUndo } from "../../src/fault/process/process-undo.ts";
import { down } from "../../src/fault/toxiproxy/down.ts";
import { proxyDownUndoer } from "../../src/fault/toxiproxy/down-fault.ts";
import { toxiproxyInjector } from "../../src/fault/toxiproxy/injector.ts";
import { toxicUndoer } from "../../src/fault/toxiproxy/toxic-fault.ts";
import { parseGraph } from "../../src/graph/parse-graph.ts";
import { processState } from "../../src/os/process-identity.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { localPlatform } from "../../src/platform/local/local-platform.ts";
import type { LocalSystem } from "../../src/platform/local/local-system.ts";
import type { Replica } from "../../src/platform/platform.ts";
import { type FaultBench, faultContract } from "./fault-contract.ts";

const edge = { kind: "edge", caller: "front", callee: "back" } as const;
const service = { kind: "service", service: "back" } as const;

async function startPair(): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const text = await readFile(new URL("../../fixtures/graphs/pair.yaml", import.meta.url), "utf8");
  const graph = parseGraph({ path: "pair.yaml", text }, undefined);
  const platform = localPlatform({ clock: systemClock });
  // Bringing a system up asks for no more of the plan.
  const plan = { experiment: { name: "contract", seed: 1, system: { graph } }, faults: [] } as unknown as Plan;
  const prepared = await platform.prepare(plan, { runId: `contract-${process.pid}`, logFolder });
  const close = async () => {
    await platform.undoer.undo(prepared.undo, AbortSignal.timeout(20_000));
    await rm(logFolder, { recursive: true });
  };
  try {
    return benchOf(await prepared.up(AbortSignal.timeout(60_000)), close);
  } catch (error) {
    await close();
    throw error;
  }
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
    urlOf: async (target) => (target.kind === "edge" ? `http://${original.listen}/` : `${system.urlsOf("back")[0]}/`),
    async destroy(target: FaultTarget) {
      if (target.kind === "edge") await fetch(proxyUrl, { method: "DELETE" });
      else if (replica) await killFromOutside(replica);
    },
    async restore(target: FaultTarget) {
      if (target.kind === "edge") {
        await fetch(`${proxies.apiUrl}/proxies`, { method: "POST", body: JSON.stringify(original) });
      } else await replica?.start(AbortSignal.timeout(20_000));
    },
    close,
  };
}

async function killFromOutside(replica: Replica): Promise<void> {
  const { pid, state } = await replica.observe();
  if (state !== "gone") process.kill(pid, "SIGKILL");
  while (processState(pid) !== "gone") await pause(5);
}

faultContract("the local platform", [...toxicKinds, down, ...replicaKinds], startPair);
