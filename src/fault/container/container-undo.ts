import type { Clock } from "../../clock/clock.ts";
import type { Container } from "../../engine/container.ts";
import { Engine } from "../../engine/engine.ts";
import type { EngineAddress } from "../../engine/engine-address.ts";
import { untilStarted } from "../../engine/until-ready.ts";
import type { UndoRecord } from "../../history/event.ts";
import type { Undoer } from "../../undo/undoer.ts";
import type { ReplicaUndo } from "../process/process-faults.ts";
import { replicaOf } from "../process/process-faults.ts";
import type { ContainerControl } from "./container-control.ts";

const KIND = "container";

/** What the undo record of a fault on a container holds. */
export interface ContainerRecordData {
  readonly engine: EngineAddress;
  /** Id of the container. */
  readonly container: string;
  readonly name: string;
  readonly service: string;
  /** From 1. */
  readonly replica: number;
}

/** Takes faults back on replicas that are containers of a system that is watched here. */
export function containerUndo(replicas: ContainerControl, clock: Clock): ReplicaUndo {
  const offline = containerReplicaUndoer(clock);
  return {
    record({ service, number }, type) {
      const { container, ref } = replicaOf(replicas, service, number);
      const data = {
        engine: container.engine,
        container: ref.id,
        name: ref.name,
        service,
        replica: number,
      } satisfies ContainerRecordData;
      const manual = type === "pause" ? `docker unpause ${ref.name}` : `docker start ${ref.name}`;
      return { manual, data: data as unknown as UndoRecord["data"] };
    },
    undoer: {
      ...offline,
      async undo(record, signal) {
        await offline.undo(record, signal);
        const { service, replica } = record.data as unknown as ContainerRecordData;
        // What is watched here has to hear of it: a start gives other ports, and an end is no fault's doing any more.
        await replicaOf(replicas, service, replica).settle();
      },
    },
  };
}

/** Lets the same container go on, or starts it again, and waits until it is well. One that was removed needs nothing. */
export function containerReplicaUndoer(clock: Clock): Undoer {
  return {
    kind: KIND,
    async undo(record, signal) {
      const data = record.data as unknown as ContainerRecordData;
      const container = await find(data);
      const state = await container.read();
      if (state === undefined) return;
      if (state.status === "paused") await container.unpause();
      await container.start();
      await untilStarted(container, data, clock, signal);
    },
    async isGone(record) {
      const container = await find(record.data as unknown as ContainerRecordData);
      const state = await container.read();
      return state === undefined || state.status === "running";
    },
  };
}

async function find({ engine, container }: ContainerRecordData): Promise<Container> {
  return (await Engine.open(engine)).container(container);
}
