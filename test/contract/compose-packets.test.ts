import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../src/clients/engine/engine.ts";
import { findEngine } from "../../src/clients/engine/engine-address.ts";
import { findContainerNamespace } from "../../src/faults/container/container-namespace.ts";
import { packetCapabilities } from "../../src/faults/container/packet-capabilities.ts";
import { networkKinds } from "../../src/faults/kinds.ts";
import { findByKind } from "../../src/faults/network/namespace.ts";
import { addressesOf } from "../../src/platforms/compose/container-networks.ts";
import { DEMO_SERVICE_IMAGE } from "../../src/values/images.ts";
import { cannotRun } from "../faults/network/network-pair.ts";
import { startPair } from "../support/compose-pair.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { testsNeeding } from "../support/needs.ts";
import { type FaultBench, faultContract } from "./fault-contract.ts";
import { makeable, packetBench } from "./packet-bench.ts";

type Faults = Awaited<ReturnType<typeof packetCapabilities>>;

async function startBench(faults: Faults): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const { system, close } = await startPair(logFolder);
  const replicaOf = (service: string) => system.replicas.replicasOf(service)[0];
  return packetBench({
    networks: system.networks,
    find: findByKind({ container: findContainerNamespace }),
    faults,
    // The engine's relay to a published port would answer in the container's place.
    urlOf: async (service) => `http://${addressesOf(await replicaOf(service)?.refresh())[0]}:8080/`,
    async destroy(service) {
      await docker("container", "stop", "--time", "0", replicaOf(service)?.ref.name ?? "");
    },
    restore: async (service) => replicaOf(service)?.start(AbortSignal.timeout(20_000)),
    async close() {
      await close();
      await rm(logFolder, { recursive: true });
    },
  });
}

const skip = cannotRun || (await withoutImage(DEMO_SERVICE_IMAGE));
const faults = skip ? {} : await packetCapabilities(await Engine.open(findEngine(process.env)));
// Where there is no engine, all would be tested elsewhere.
const kinds = skip ? networkKinds : makeable(faults);
faultContract("packets on Compose", kinds, () => startBench(faults), testsNeeding(skip));
