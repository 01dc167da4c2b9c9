import { join } from "node:path";
import type { Graph } from "../../files/graph/graph.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { PortTakenError } from "../processes/process-errors.ts";
import { ProxyProcess } from "../processes/proxy-process.ts";
import { EdgeLinks, type ReplicaAddress } from "./edge-links.ts";
import type { FreePorts } from "./free-ports.ts";
import { type LocalNetworks, makeNetworks } from "./local-networks.ts";
import { LocalProcesses, type LocalSystem } from "./local-system.ts";
import { ServiceReplica } from "./service-replica.ts";

/** A port that was free when it was chosen may be taken when it is used, but not so often. */
const PORT_ATTEMPTS = 5;

export interface BringUpOptions {
  readonly clock: Clock;
  readonly graph: Graph;
  readonly seed: number;
  /** Carried by every process, so that all can be found again. */
  readonly token: string;
  readonly logFolder: string;
  readonly ports: FreePorts;
  /** The program that every service is a process of. */
  readonly serviceProgram: string;
  readonly readyWithinMs: number;
  readonly isGoingDown: () => boolean;
  /** True when each replica gets a network of its own, so that faults can be put into it. */
  readonly isApart: boolean;
}

const LOOPBACK = "127.0.0.1";

/**
 * Starts the proxy, then the brokers, then all other services at once, and waits until each says it is ready. When it
 * rejects, what was started is still there: the undo record takes it down.
 */
export async function bringUp(options: BringUpOptions, signal: AbortSignal): Promise<LocalSystem> {
  const { clock, graph, seed, token, readyWithinMs, isGoingDown, isApart } = options;
  const replicasInAll = graph.services.reduce((total, { replicas }) => total + replicas, 0);
  const networks = isApart ? await makeNetworks(token, replicasInAll) : undefined;
  const logPath = join(options.logFolder, "proxy.log");
  const proxy = await ProxyProcess.start({ clock, token, logPath, readyWithinMs, seed, signal });
  const links = new EdgeLinks(graph, proxy.apiUrl, networks?.hostAddress ?? LOOPBACK);
  const addresses = await chooseAddresses(graph, options.ports, networks);
  await links.create(addresses);
  const urlsOfBrokers = (): Readonly<Record<string, string>> =>
    Object.fromEntries(brokers.map(({ service, url }) => [service, url]));
  const replicas: readonly ServiceReplica[] = addresses.map((address, index) =>
    makeReplica(address, links, urlsOfBrokers, seed + index + 1, options),
  );
  const brokers = replicas.filter(({ runsBroker }) => runsBroker);
  const others = replicas.filter(({ runsBroker }) => !runsBroker);
  const system = new LocalProcesses({ clock, graph, proxy, links, replicas, isGoingDown });
  await startAll(brokers, links, options.ports, signal);
  await startAll(others, links, options.ports, signal);
  return system;
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
      return { ...replica, host: address, netns, port: await ports.take() };
    }),
  );
}

function makeReplica(
  address: ReplicaAddress,
  links: EdgeLinks,
  brokers: () => Readonly<Record<string, string>>,
  seed: number,
  options: BringUpOptions,
): ServiceReplica {
  const { clock, token, logFolder, serviceProgram: program, readyWithinMs } = options;
  const { service, replica: number, host, netns, port } = address;
  const logPath = join(logFolder, `${service.name}-${number}.log`);
  const dependencies = links.urlsFor(service.name);
  return new ServiceReplica(
    { service, number, program, token, logPath, host, netns, dependencies, brokers, seed, readyWithinMs, clock },
    port,
  );
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
      if (!(error instanceof PortTakenError) || attempt === PORT_ATTEMPTS) throw error;
      replica.moveTo(await ports.take());
      await links.repoint(replica.service, replica.number, replica.address);
    }
  }
}
