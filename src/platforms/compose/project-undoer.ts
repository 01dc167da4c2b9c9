import { z } from "zod";
import { engineAddressSchema } from "../../clients/engine/address-schema.ts";
import { Engine } from "../../clients/engine/engine.ts";
import type { EngineAddress } from "../../clients/engine/engine-address.ts";
import { findProcesses, runTokenSchema } from "../../clients/os/run-token.ts";
import { sendSignal } from "../../clients/os/send-signal.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import { type Clock, sleep } from "../../values/clock/clock.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { type InterpositionTrace, isInterpositionGone, removeInterposition } from "./interposed/interposition-undo.ts";

/** Time that services may take to end what they are at. */
const GRACE_S = 2;
/** Time within which those requests to the engine take effect that a process made which is gone. */
const STRAGGLERS_MS = 500;

/** Data of the record of a project that a run brought up. */
interface ProjectData {
  readonly engine: EngineAddress;
  readonly project: string;
  /** Carried by every process of ours that may still be bringing it up. */
  readonly token: string;
  /** True when it was up before, so that it isn't ours to take down. */
  readonly stays: boolean;
  /** Networks of it that were there before: they stay, too. */
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** The proxies in its containers' networks that its edges are led through; none where nothing does. */
  readonly edges?: InterpositionTrace | undefined;
}

const records = new UndoRecordKind<ProjectData>(
  "compose-project",
  schemaOf<ProjectData>({
    engine: engineAddressSchema,
    project: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
    token: runTokenSchema,
    stays: z.boolean(),
    networks: z.array(z.string()),
    volumes: z.array(z.string()),
    edges: z.object({ table: z.string().regex(/^brownout_edges_\w+$/), token: runTokenSchema }).optional(),
  }),
);

export async function projectRecord(
  engine: Engine,
  project: string,
  { token, stays, edges }: Pick<ProjectData, "token" | "stays" | "edges">,
): Promise<UndoRecord> {
  const [networks, volumes] = await Promise.all([engine.networksOf(project), engine.volumesOf(project)]);
  const data = { engine: { ...engine.address }, project, token, stays, networks, volumes, edges } satisfies ProjectData;
  const held =
    edges === undefined
      ? "nothing to do: it ends with the run"
      : `docker restart its containers: the table ${edges.table} is in their networks`;
  return {
    id: "compose-project",
    kind: records.kind,
    what: stays ? `the hold on the Compose project ${project}` : `what is up of the Compose project ${project}`,
    manual: stays ? held : `docker compose --project-name ${project} down`,
    data: records.write(data),
  };
}

/**
 * Takes a project down that had no containers before: its containers, and those networks and volumes that weren't
 * there. By the engine alone, so it needs neither Compose nor the project's files. One that was up is left as it is.
 * @param onUndo called before the first container is ended
 * @param onUndone called when all is gone
 */
export function projectUndoer(
  clock: Clock,
  onUndo: (project: string) => void = () => undefined,
  onUndone: (project: string) => Promise<void> = async () => undefined,
): Undoer {
  return {
    kind: records.kind,
    async undo(record, signal) {
      const data = records.read(record);
      onUndo(data.project);
      if (data.edges !== undefined) {
        await removeInterposition(await Engine.open(data.engine), data.project, data.edges);
      }
      if (!data.stays) await takeDownAll(data, clock, signal);
      await onUndone(data.project);
    },
    async isGone(record) {
      const data = records.read(record);
      const engine = await Engine.open(data.engine);
      if (data.edges !== undefined && !(await isInterpositionGone(engine, data.project, data.edges))) return false;
      if (data.stays) return true;
      const left = await leftovers(engine, data);
      return left.containers.length + left.networks.length + left.volumes.length === 0;
    },
  };
}

async function takeDownAll(data: ProjectData, clock: Clock, signal: AbortSignal): Promise<void> {
  const engine = await Engine.open(data.engine);
  if (await endBringingUp(data.token)) {
    await takeDown(engine, data, signal);
    await sleep(clock, STRAGGLERS_MS, signal);
  }
  await takeDown(engine, data, signal);
}

/** Ends what a runner that was killed left behind: a Compose that goes on without it. Whether there was any. */
async function endBringingUp(token: string): Promise<boolean> {
  const pids = await findProcesses(token);
  for (const pid of pids) sendSignal(pid, "SIGKILL");
  return pids.length > 0;
}

async function takeDown(engine: Engine, data: ProjectData, signal: AbortSignal): Promise<void> {
  const { containers, networks, volumes } = await leftovers(engine, data);
  await Promise.all(
    containers.map(async ({ id }) => {
      await engine.container(id).stop(GRACE_S);
      await engine.container(id).remove();
    }),
  );
  signal.throwIfAborted();
  for (const id of networks) await engine.network(id).remove();
  for (const name of volumes) await engine.removeVolume(name);
}

async function leftovers(engine: Engine, { project, networks, volumes }: ProjectData) {
  const [containers, networksNow, volumesNow] = await Promise.all([
    engine.containersOf(project),
    engine.networksOf(project),
    engine.volumesOf(project),
  ]);
  return {
    containers,
    networks: networksNow.filter((id) => !networks.includes(id)),
    volumes: volumesNow.filter((name) => !volumes.includes(name)),
  };
}
