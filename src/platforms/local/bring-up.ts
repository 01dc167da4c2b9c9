import { join } from "node:path";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import type { Graph } from "../../files/graph/graph.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { PortTakenError } from "../processes/process-errors.ts";
import { ProxyProcess } from "../processes/proxy-process.ts";
import { EdgeLinks, type ReplicaAddress } from "./edge-links.ts";
import type { FreePorts } from "./free-ports.ts";
import { type LocalNetworks, makeNetworks } from "./local-networks.ts";
import { LocalProcesses, type LocalSystem } from "./local-system.ts";
import { makeAuthority, type RunAuthority } from "./run-authority.ts";
import type { ProgramKind } from "./service-program.ts";
import { ServiceReplica } from "./service-replica.ts";

/** A port that was free when it was chosen may be taken when it is used, but not so often. */
const PORT_ATTEMPTS = 5;

export interface BringUpOptions {
  readonly clock: Clock;
  readonly graph: Graph;
  /** Facts that are said of its edges. */
  readonly edges: readonly EdgeFacts[] | undefined;
  readonly seed: number;
  /** Carried by every process, so that all can be found again. */
  readonly token: string;
  readonly logFolder: string;
  readonly ports: FreePorts;
  readonly programs: readonly ProgramKind[];
  readonly readyWithinMs: number;
  readonly isGoingDown: () => boolean;
  /** True when each replica gets a network of its own, so that faults can be put into it. */
  readonly isApart: boolean;
}

const LOOPBACK = "127.0.0.1";

/**
 * Starts the proxy, then the services that are to be up before others, those that others of them call first, then all
 * other services at once, and waits until each is ready. When it rejects, what was started is still there: the undo
 * record takes it down.
 */
export async function bringUp(options: BringUpOptions, signal: AbortSignal): Promise<LocalSystem> {
  const { clock, graph, seed, token, readyWithinMs, isGoingDown, isApart } = options;
  const replicasInAll = graph.services.reduce((total, { replicas }) => total + replicas, 0);
  const networks = isApart ? await makeNetworks(token, replicasInAll) : undefined;
  const logPath = join(options.logFolder, "proxy.log");
  const proxy = await ProxyProcess.start({ clock, token, logPath, readyWithinMs, seed, signal });
  const own = await makeAuthority(options.edges, options);
  const host = networks?.hostAddress ?? LOOPBACK;
  const links = new EdgeLinks(graph, proxy.apiUrl, host, options.edges, own?.authority);
  const addresses = await chooseAddresses(graph, options.ports, networks);
  await links.create(addresses);
  const addressOf = (service: string): string => {
    const found = replicas.find((replica) => replica.service === service);
    if (found === undefined) throw new RangeError(`the graph ${graph.name} has no service ${service}`);
    return found.address;
  };
  const replicas: readonly ServiceReplica[] = addresses.map((address, index) =>
    makeReplica(address, links, addressOf, seed + index + 1, { ...options, own }),
  );
  const system = new LocalProcesses({ clock, graph, proxy, links, replicas, isGoingDown });
  for (const wave of wavesOf(replicas, graph)) await startAll(wave, links, options.ports, signal);
  return system;
}

/** Replicas in the order in which they are started, those of one wave at once. */
function wavesOf(replicas: readonly ServiceReplica[], { edges }: Graph): readonly (readonly ServiceReplica[])[] {
  let waiting = replicas.filter(({ startsFirst }) => startsFirst);
  const waves: (readonly ServiceReplica[])[] = [];
  while (waiting.length > 0) {
    const calls = (caller: ServiceReplica, callee: ServiceReplica) =>
      edges.some((edge) => edge.caller === caller.service && edge.callee === callee.service);
    const free = waiting.filter((one) => !waiting.some((other) => calls(one, other)));
    // Those that call each other in a circle have no order.
    const wave = free.length > 0 ? free : waiting;
    waves.push(wave);
    waiting = waiting.filter((one) => !wave.includes(one));
  }
  return [...waves, replicas.filter(({ startsFirst }) => !startsFirst)];
}

/** Starts all at once. When one fails the others are given up, and none is being started any more when it rejects. */
async function startAll(
  replicas: readonly ServiceReplica[],
  links: EdgeLinks,
  ports: FreePorts,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const starts = replicas.map((replica) => startSomewhere(replica, links, ports, either));
  try {
    await Promise.all(starts);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(starts);
    throw error;
  }
}

function chooseAddresses(graph: Graph, ports: FreePorts, networks?: LocalNetworks): Promise<readonly ReplicaAddress[]> {
  const all = graph.services.flatMap((service) =>
    Array.from({ length: service.replicas }, (_, index) => ({ service, replica: index + 1 })),
  );
  return Promise.all(
    all.map(async (replica, index): Promise<ReplicaAddress> => {
      const { address = LOOPBACK, netns } = networks?.places[index] ?? {};
      const port = replica.service.program?.port ?? (await ports.take());
      return { ...replica, host: address, netns, port };
    }),
  );
}

function makeReplica(
  address: ReplicaAddress,
  links: EdgeLinks,
  addressOf: (service: string) => string,
  seed: number,
  options: BringUpOptions & { readonly own: RunAuthority | undefined },
): ServiceReplica {
  const { clock, token, logFolder, programs, readyWithinMs, own } = options;
  const { service, replica: number, host, netns, port } = address;
  const kind = programs.find((one) => one.takes(service));
  if (kind === undefined) throw new RangeError(`nothing is known that starts ${service.name}`);
  const callees = links.waysFor(service.name);
  const place = { service, number, host, callees, addressOf, seed, stateFolder: logFolder };
  return new ServiceReplica({ kind, place, token, logFolder, netns, readyWithinMs, clock, env: own?.env ?? {} }, port);
}

/** Starts a replica, on another port when its own was taken since it was chosen. */
async function startSomewhere(
  replica: ServiceReplica,
  links: EdgeLinks,
  ports: FreePorts,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await replica.start(signal);
    } catch (error) {
      if (!(error instanceof PortTakenError) || replica.isPortFixed || attempt === PORT_ATTEMPTS) throw error;
      replica.moveTo(await ports.take());
      await links.repoint(replica.service, replica.number, replica.address);
    }
  }
}
