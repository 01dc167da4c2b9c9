import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { networkKinds } from "../../src/faults/kinds.ts";
import { hostAbilities } from "../../src/faults/network/host-abilities.ts";
import { findNetns } from "../../src/faults/network/host-namespace.ts";
import { findByKind } from "../../src/faults/network/namespace.ts";
import { localCapabilities } from "../../src/platforms/local/capabilities.ts";
import { cannotRun } from "../faults/network/network-pair.ts";
import { startLocalPair } from "../support/local-pair.ts";
import { testsNeeding } from "../support/needs.ts";
import { type FaultBench, faultContract } from "./fault-contract.ts";
import { makeable, packetBench } from "./packet-bench.ts";
import { killFromOutside } from "./replica-end.ts";

const { faults } = localCapabilities(await hostAbilities());

async function startBench(): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const { system, close } = await startLocalPair({ logFolder, faults: [{ type: "packet-loss" }] });
  const replicaOf = (service: string) => system.replicas.replicasOf(service)[0];
  return packetBench({
    networks: system.networks,
    find: findByKind({ netns: findNetns }),
    faults,
    urlOf: async (service) => `${system.urlsOf(service)[0]}/`,
    destroy: async (service) => killFromOutside(replicaOf(service)),
    restore: async (service) => replicaOf(service)?.start(AbortSignal.timeout(20_000)),
    async close() {
      await close();
      await rm(logFolder, { recursive: true });
    },
  });
}

// Where none can be made, all would be tested elsewhere.
const kinds = cannotRun ? networkKinds : makeable(faults);
faultContract("packets of the local platform", kinds, startBench, testsNeeding(cannotRun));
