import type { ContainerState } from "../../clients/engine/container.ts";
import { Engine } from "../../clients/engine/engine.ts";
import { findEngine } from "../../clients/engine/engine-address.ts";
import { containerNetworkKind, packetCapabilities } from "../../faults/container/packet-capabilities.ts";
import { containerKinds, replicaKinds } from "../../faults/kinds.ts";
import { concernsPackets } from "../../faults/network/concerns-packets.ts";
import type { Experiment, FaultSpec } from "../../files/experiment/experiment.ts";
import type { Capability, Inability } from "../../judge/plan/plan.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { InconclusiveError, UsageError } from "../../values/errors.ts";
import type { Platform } from "../platform.ts";
import { ContainerReplica } from "./container-replica.ts";
import { type ContainersSystem, TheseContainers } from "./containers-system.ts";

/** There is no such container, or it doesn't run. */
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
  return {
    name: "containers",
    undoer: containersUndoer,
    async capabilities(experiment, onTrial) {
      const { engine, select, states } = await findContainers(experiment);
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
          const { engine, select, states } = await findContainers(plan.experiment);
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

/** Refuses to end a container that is removed then: that can't be undone. */
function refusal({ id, type }: FaultSpec, states: readonly ContainerState[]): [string, Inability][] {
  const going = states.find(({ goesAtEnd }) => goesAtEnd);
  if (going === undefined || !ending.includes(type)) return [];
  const why = `${going.name} was started with --rm: the engine removes it when it ends, and nobody could start it again`;
  return [[id, { why, instead: "`pause` can be" }]];
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
