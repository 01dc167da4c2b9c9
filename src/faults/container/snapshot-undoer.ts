import { z } from "zod";
import { containerIdSchema, engineAddressSchema } from "../../clients/engine/address-schema.ts";
import type { ContainerState, NetworkPlace, ResourceLimits } from "../../clients/engine/container.ts";
import { Engine } from "../../clients/engine/engine.ts";
import type { EngineAddress } from "../../clients/engine/engine-address.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { ContainerSnapshot } from "./container-kind.ts";

/** Data of the undo record of a changed container. */
export interface ContainerSnapshotData {
  readonly engine: EngineAddress;
  /** Id of the container. */
  readonly container: string;
  /** `shop-pricing-1` */
  readonly name: string;
  readonly service: string;
  readonly found: ContainerSnapshot;
}

const networkPlace = schemaOf<NetworkPlace>({
  id: z.string(),
  aliases: z.array(z.string()),
  ipv4: z.string(),
  ipv4Asked: z.string(),
});

export const snapshotRecords = new UndoRecordKind<ContainerSnapshotData>(
  "container-as-found",
  schemaOf<ContainerSnapshotData>({
    engine: engineAddressSchema,
    container: containerIdSchema,
    name: z.string(),
    service: z.string(),
    found: schemaOf<ContainerSnapshot>({
      cpu: z.exactOptional(z.object({ nanoCpus: z.number(), cpuQuota: z.number(), cpuPeriod: z.number() })),
      memory: z.exactOptional(z.object({ memory: z.number(), memorySwap: z.number() })),
      networks: z.exactOptional(z.record(z.string(), networkPlace)),
    }),
  }),
);

/** From here on, a limit on memory is none. */
const NO_MEMORY_LIMIT = 2 ** 62;

/** Gives a container back what it was found with; starts it again when a limit has ended it. One that was removed needs nothing. */
export const snapshotUndoer: Undoer = {
  kind: snapshotRecords.kind,
  async undo(record) {
    const { engine: address, container: id, found } = snapshotRecords.read(record);
    const engine = await Engine.open(address);
    const container = engine.container(id);
    const now = await container.read();
    if (now === undefined) return;
    if (found.cpu && !hasCpu(now, found.cpu)) await container.limitCpu(found.cpu);
    if (found.memory && !hasMemory(now, found.memory)) await container.limitMemory(found.memory);
    for (const [name, place] of Object.entries(found.networks ?? {})) {
      if (now.networks[name] === undefined) await engine.network(place.id).connect(id, place);
    }
    if (found.memory && now.status === "stopped") await container.start();
  },
  async isGone(record) {
    const { engine, container, found } = snapshotRecords.read(record);
    const now = await (await Engine.open(engine)).container(container).read();
    if (now === undefined) return true;
    const isBack = Object.keys(found.networks ?? {}).every((name) => now.networks[name] !== undefined);
    return isBack && (!found.cpu || hasCpu(now, found.cpu)) && (!found.memory || hasMemory(now, found.memory));
  },
};

function hasCpu({ limits }: ContainerState, found: NonNullable<ContainerSnapshot["cpu"]>): boolean {
  return processors(limits) === processors(found);
}

/** 0 for as many as there are. */
function processors({
  nanoCpus,
  cpuQuota,
  cpuPeriod,
}: Pick<ResourceLimits, "nanoCpus" | "cpuQuota" | "cpuPeriod">): number {
  if (nanoCpus > 0) return nanoCpus / 1e9;
  return cpuQuota > 0 ? cpuQuota / (cpuPeriod || 100_000) : 0;
}

function hasMemory({ limits }: ContainerState, found: NonNullable<ContainerSnapshot["memory"]>): boolean {
  const bytes = (memory: number) => (memory > NO_MEMORY_LIMIT ? 0 : memory);
  return bytes(limits.memory) === bytes(found.memory);
}
