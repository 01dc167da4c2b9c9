import type { ContainerState } from "../../clients/engine/container.ts";
import { Engine } from "../../clients/engine/engine.ts";
import { findEngine } from "../../clients/engine/engine-address.ts";
import { containerNetworkKind, packetCapabilities } from "../../faults/container/packet-capabilities.ts";
import { containerKinds, replicaKinds } from "../../faults/kinds.ts";
import { concernsPackets } from "../../faults/network/concerns-packets.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { Capability, Inability } from "../../judge/plan/plan.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { InconclusiveError, UsageError } from "../../values/errors.ts";
import type { Platform } from "../platform.ts";
import { ContainerReplica } from "./container-replica.ts";
import { type ContainersSystem, TheseContainers } from "./containers-system.ts";

/** There is no such container, it doesn't run, or it isn't the one that was planned for. */
class NoContainerError extends InconclusiveError {
  override readonly code = "E_NO_CONTAINER";
}

/** Types that end a container, or may. */
const ending: readonly string[] = [
  ...replicaKinds.filter(({ endsWithinMs }) => endsWithinMs !== undefined),
  ...containerKinds.filter(({ mayEnd }) => mayEnd),
].map(({ type }) => type);

const BY_ENGINE: Capability = { can: true, means: "the container engine, on the container" };

/** Nothing is held: what was done to containers has records of its own. */
export const containersUndoer: Undoer = {
  kind: "containers",
  undo: async () => undefined,
  isGone: async () => true,
};

/** Containers of this user's engine, as they run: one service, of which each is a replica. */
export function containersPlatform({ clock }: { readonly clock: Clock }): Platform<ContainersSystem> {
  /** By what selects them. */
  const planned = new Map<string, readonly ContainerState[]>();
  return {
    name: "containers",
    undoer: containersUndoer,
    async capabilities(experiment, onTrial) {
      const { engine, select, states } = await findContainers(experiment);
      planned.set(select, states);
      const packets = concernsPackets(experiment) ? await packetCapabilities(engine, onTrial) : {};
      return {
        platform: "containers",
        faults: {
          ...Object.fromEntries([...replicaKinds, ...containerKinds].map(({ type }) => [type, BY_ENGINE])),
          ...packets,
        },
        refused: Object.fromEntries(experiment.faults.flatMap((fault) => refusal(fault, states))),
        graph: { name: select, services: [{ name: select, replicas: states.length }], edges: [] },
        where: `containers of the engine at ${engine.address.host}: ${states.map(({ name }) => name).join(", ")}`,
      };
    },
    async prepare(plan) {
      const undo = { id: "containers", kind: containersUndoer.kind, what: "the hold on the containers" };
      return {
        undo: { ...undo, manual: "nothing to do: it ends with the run", data: null },
        stays: true,
        async up() {
          const found = await findContainers(plan.experiment);
          const { engine, select, states } = found;
          checkAreAsPlanned(plan.experiment, found, planned.get(select) ?? []);
          const replicas = states.map((state, index) => {
            const ref = { id: state.id, name: state.name, service: select, number: index + 1, image: "" };
            return new ContainerReplica(ref, engine.container(state.id), state, clock);
          });
          return new TheseContainers(engine, replicas, containerNetworkKind(plan));
        },
      };
    },
  };
}

function refusal({ id, type }: FaultSpec, states: readonly ContainerState[]): [string, Inability][] {
  const inability = refusalOfPaused(type, states) ?? refusalOfGoing(type, states);
  return inability === undefined ? [] : [[id, inability]];
}

/** Refuses what the undo of which would let a container go on that somebody has paused. */
function refusalOfPaused(type: string, states: readonly ContainerState[]): Inability | undefined {
  const paused = states.find(({ status }) => status === "paused");
  if (paused === undefined || !replicaKinds.some((kind) => kind.type === type)) return undefined;
  return {
    why: `somebody has paused ${paused.name}, and the undo would let it go on`,
    instead: `let it go on: docker unpause ${paused.name}`,
  };
}

/** Refuses to end a container that is removed then: that can't be undone. */
function refusalOfGoing(type: string, states: readonly ContainerState[]): Inability | undefined {
  const going = states.find(({ goesAtEnd }) => goesAtEnd);
  if (going === undefined || !ending.includes(type)) return undefined;
  const why = `${going.name} was started with --rm: the engine removes it when it ends, and nobody could start it again`;
  return { why, instead: "`pause` can be" };
}

/** @throws NoContainerError where others are there than those that were planned for, or one that can't be had any more */
function checkAreAsPlanned(
  { faults }: Experiment,
  { select, states }: FoundContainers,
  planned: readonly ContainerState[],
): void {
  const come = states.filter(({ id }) => !planned.some((one) => one.id === id));
  const gone = planned.filter(({ id }) => !states.some((one) => one.id === id));
  const news = [...come.map(({ name }) => `${name} has come`), ...gone.map(({ name }) => `${name} is gone`)];
  if (news.length > 0) {
    throw new NoContainerError({
      message: `the containers of ${select} aren't those that were planned for any more: ${news.join(", ")}`,
      hint: "Try again: those that are there now are planned for then.",
    });
  }
  for (const [id, { why, instead }] of faults.flatMap((fault) => refusal(fault, states))) {
    throw new NoContainerError({ message: `${id} can't be made any more: ${why}`, hint: `${instead}.` });
  }
}

interface FoundContainers {
  readonly engine: Engine;
  readonly select: string;
  readonly states: readonly ContainerState[];
}

/** @throws NoContainerError, NoEngineError */
async function findContainers({ name, system }: Experiment): Promise<FoundContainers> {
  const { select } = system.containers ?? {};
  if (select === undefined) throw new UsageError({ message: `${name} names no containers` });
  const engine = await Engine.open(findEngine(process.env));
  const states = await engine.containersBy(select);
  const stopped = states.find(({ status }) => status === "stopped");
  if (states.length > 0 && stopped === undefined) return { engine, select, states };
  throw new NoContainerError({
    message:
      stopped === undefined ? `no container that runs is ${select}` : `the container ${stopped.name} doesn't run`,
    hint: "`docker ps` lists those that do, `docker ps --filter label=k=v` those with a label.",
  });
}
