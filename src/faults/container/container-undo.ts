import { z } from "zod";
import { containerIdSchema, engineAddressSchema } from "../../clients/engine/address-schema.ts";
import type { Container } from "../../clients/engine/container.ts";
import { Engine } from "../../clients/engine/engine.ts";
import type { EngineAddress } from "../../clients/engine/engine-address.ts";
import { untilStarted } from "../../clients/engine/until-ready.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { ReplicaUndo } from "../process/process-faults.ts";
import { replicaOf } from "../process/process-faults.ts";
import type { ContainerControl } from "./container-control.ts";

/** Data of the undo record of a fault on a container. */
export interface ContainerRecordData {
  readonly engine: EngineAddress;
  /** Id of the container. */
  readonly container: string;
  readonly name: string;
  readonly service: string;
  /** From 1. */
  readonly replica: number;
  /** Not there for a fault that doesn't end it. */
  readonly ending?: ExpectedEnd | undefined;
}

/** The ways in which a container may end after its record was made. */
interface ExpectedEnd {
  /** Time at which its process was started that the fault ends, as the engine says it. */
  readonly startedAt: string;
  /** Time at which the record was made. */
  readonly recordedMs: number;
  /** From the moment that the engine is told to. */
  readonly withinMs: number;
}

const records = new UndoRecordKind<ContainerRecordData>(
  "container",
  schemaOf<ContainerRecordData>({
    engine: engineAddressSchema,
    container: containerIdSchema,
    name: z.string(),
    service: z.string(),
    replica: z.int().positive(),
    ending: z.object({ startedAt: z.string(), recordedMs: z.number(), withinMs: z.number() }).optional(),
  }),
);

/** A fault goes in right after its record was made. */
const TOLD_WITHIN_MS = 10_000;
/** Engines count grace periods in whole seconds, and need a moment themselves. */
const ENGINE_MS = 2000;
const POLL_MS = 50;

/** Takes faults back on replicas that are containers of a system that is watched here. */
export function containerUndo(replicas: ContainerControl, clock: Clock): ReplicaUndo {
  return {
    record({ service, number }, _, endsWithinMs) {
      const { container, ref, state } = replicaOf(replicas, service, number);
      const { startedAt } = state;
      const ending = { startedAt, recordedMs: clock.nowMs(), withinMs: endsWithinMs ?? 0 };
      const data = {
        engine: container.engine,
        container: ref.id,
        name: ref.name,
        service,
        replica: number,
        ...(endsWithinMs === undefined ? {} : { ending }),
      } satisfies ContainerRecordData;
      const manual = endsWithinMs === undefined ? `docker unpause ${ref.name}` : `docker start ${ref.name}`;
      return { manual, data: records.write(data) };
    },
    undoer: {
      ...containerReplicaUndoer(clock),
      async undo(record, signal) {
        const data = records.read(record);
        await takeBack(await find(data), data, clock, signal);
        const { service, replica } = data;
        // What is watched here has to hear of it: a start gives other ports, and an end is no fault's doing any more.
        await replicaOf(replicas, service, replica).settle();
      },
    },
  };
}

/**
 * Takes faults back on containers without whoever put them in: lets the same container go on, or starts it again, and
 * waits until its health check has said something. One that was removed needs nothing.
 */
export function containerReplicaUndoer(clock: Clock): Undoer {
  return {
    kind: records.kind,
    async undo(record, signal) {
      const data = records.read(record);
      const container = await find(data);
      await untilNoneEnds(container, data, clock, signal);
      await takeBack(container, data, clock, signal);
    },
    async isGone(record) {
      const container = await find(records.read(record));
      const state = await container.read();
      return state === undefined || state.status === "running";
    },
  };
}

/** An engine that was told to end a container does so, also when who told it is gone: a start before that is in vain. */
async function untilNoneEnds(
  container: Container,
  { ending }: ContainerRecordData,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (ending === undefined) return;
  const toldMs = Math.min(clock.nowMs(), ending.recordedMs + TOLD_WITHIN_MS);
  const hasEnded = async () => {
    const state = await container.read();
    return state === undefined || state.status === "stopped" || state.startedAt !== ending.startedAt;
  };
  const withinMs = toldMs + ending.withinMs + ENGINE_MS - clock.nowMs();
  await pollUntil(hasEnded, { clock, everyMs: POLL_MS, withinMs, signal });
}

async function takeBack(
  container: Container,
  data: ContainerRecordData,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const state = await container.read();
  if (state === undefined) return;
  if (state.status === "paused") await container.unpause();
  await container.start();
  await untilStarted(container, data, clock, signal);
}

async function find({ engine, container }: ContainerRecordData): Promise<Container> {
  return (await Engine.open(engine)).container(container);
}
