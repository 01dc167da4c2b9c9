import type { ContainerRef } from "../../clients/engine/container.ts";
import type { Engine } from "../../clients/engine/engine.ts";
import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { ContainerReplica } from "../containers/container-replica.ts";
import { listProxies } from "../toxiproxy/listed-proxies.ts";
import { untilAllReady } from "./bring-up.ts";
import { ContainerLostError } from "./compose-errors.ts";
import { type ComposeSystemParts, ProjectContainers } from "./compose-system.ts";
import { Interposition, type InterpositionOptions } from "./interposed/interposition.ts";
import { apiUrlOf, edgesOf, LOOK_AT_IT, type Survey } from "./survey.ts";

export interface OpenOptions {
  readonly found: Survey;
  readonly spec: ComposeSpec;
  readonly clock: Clock;
  /** Of the names of containers' networks; says by which way they are entered. */
  readonly networkKind: string;
  /** Set where edges are redirected: the data to undo that, the seed that repeats its draws, and what is said of the edges. */
  readonly interposed?: Pick<InterpositionOptions, "trace" | "within" | "seed" | "facts" | "authority"> | undefined;
  /** Services whose processors a fault limits. */
  readonly limited: ReadonlySet<string>;
  readonly isGoingDown: () => boolean;
}

/** Takes hold of a project whose containers are there, once all are well, and watches them from then on. */
export async function openSystem(options: OpenOptions, signal: AbortSignal): Promise<ProjectContainers> {
  const { found, spec, clock, networkKind, isGoingDown } = options;
  const { engine, project } = found;
  const containers = await engine.containersOf(project.name);
  await untilAllReady(found, containers, clock, signal);
  const replicas = await Promise.all(containers.map((ref) => replicaOf(ref, engine, clock)));
  const server = serverOf(found, replicas);
  // What the server that now runs says, not what its configuration said.
  const proxies = server === undefined ? [] : await listProxies(server.apiUrl, LOOK_AT_IT);
  const edges = edgesOf(spec, project, found.server, proxies);
  const measuresEdges = server !== undefined && spec.proxy === "brownout";
  const interposition =
    options.interposed &&
    new Interposition({
      ...options.interposed,
      clock,
      edges: found.redirected,
      hostsOf: (service) => project.services.find(({ name }) => name === service)?.hostNames ?? [],
      replicasOf: (service) => replicas.filter((replica) => replica.service === service),
      onGone: (error) => system.report(error),
    });
  const system: ProjectContainers = new ProjectContainers({
    clock,
    engine,
    project,
    replicas,
    edges,
    server,
    proxies,
    redirected: found.redirected,
    measuresEdges,
    limited: options.limited,
    networkKind,
    interposition,
    isGoingDown,
  });
  const watch = await engine.watch(
    project.name,
    (event) => {
      if (isGoingDown()) watch.close();
      else system.noteEvent(event);
    },
    (error) => system.report(error),
  );
  await interposition?.refresh();
  return system;
}

async function replicaOf(ref: ContainerRef, engine: Engine, clock: Clock): Promise<ContainerReplica> {
  const container = engine.container(ref.id);
  const state = await container.read();
  if (state !== undefined) return new ContainerReplica(ref, container, state, clock);
  throw new ContainerLostError({ message: `${ref.name} was removed as soon as it was up` });
}

function serverOf({ server, engine }: Survey, replicas: readonly ContainerReplica[]): ComposeSystemParts["server"] {
  const container = replicas.find(({ service }) => service === server?.name);
  if (server === undefined || container === undefined) return undefined;
  const apiUrl = apiUrlOf(server, container.state, engine);
  return apiUrl === undefined ? undefined : { replica: container, apiUrl };
}
