import type Docker from "dockerode";
import { ask, askUnless } from "./ask.ts";
import type { EngineAddress } from "./engine-address.ts";
import { readFrames } from "./frames.ts";

/** A container in a list. */
export interface ContainerRef {
  readonly id: string;
  /** `shop-pricing-1` */
  readonly name: string;
  readonly service: string;
  /** From 1. */
  readonly number: number;
  readonly image: string;
}

/** A container as it is now. */
export interface ContainerState {
  readonly id: string;
  /** `shop-pricing-1` */
  readonly name: string;
  readonly status: "running" | "paused" | "stopped";
  /** 0 when it is stopped. */
  readonly pid: number;
  /** ISO 8601; another one after each start. */
  readonly startedAt: string;
  readonly exitCode: number;
  /** True when the kernel ended one of its processes for want of memory, in its life that is on or was last. */
  readonly outOfMemory: boolean;
  /** `none` without a health check. */
  readonly health: "none" | "starting" | "healthy" | "unhealthy";
  /** Output of its health check when it last ran. */
  readonly healthSaid: string;
  readonly ports: readonly PublishedPort[];
  /** By the network's name. */
  readonly networks: Readonly<Record<string, NetworkPlace>>;
  /** `host` for the machine's own, `container:ID` for that of another container, else what it is put in first. */
  readonly networkMode: string;
  /** True when the engine removes it as soon as it ends: nobody can start it again then. */
  readonly goesAtEnd: boolean;
  readonly limits: ResourceLimits;
}

export interface PublishedPort {
  /** In the container. */
  readonly target: number;
  /** On the machine. */
  readonly port: number;
}

/** The aliases and address of a container in a network. */
export interface NetworkPlace {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Empty while the container is stopped. */
  readonly ipv4: string;
  /** The address that a person asked for; empty when the engine chose one. */
  readonly ipv4Asked: string;
}

/** The start of a container's process: what its image says, and what it was given. */
export interface ContainerEnvironment {
  readonly variables: ReadonlyMap<string, string>;
  /** "" for the root. */
  readonly workingFolder: string;
}

/** Resources that a container may use, in the engine's own terms: 0 for as much as there is. */
export interface ResourceLimits {
  /** Billionths of a processor. An engine that was given this doesn't take the two below, and the other way round. */
  readonly nanoCpus: number;
  /** Microseconds of processor time in each period; -1 for as much as there is, too. */
  readonly cpuQuota: number;
  /** Microseconds. */
  readonly cpuPeriod: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of memory and swap together; -1 for as much as there is. */
  readonly memorySwap: number;
}

/** Resources that a container used, as its cgroup counts it. */
export interface Usage {
  /** Periods in which it wanted more processor time than it was allowed. */
  readonly throttledPeriods: number;
  /** Time for which that held it off, over all its processors. */
  readonly throttledMs: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
}

/** As good as no limit: an engine refuses to be told that there is none. A multiple of a page that JSON says exactly. */
const NO_MEMORY_LIMIT = 9.2e18;

/** A container of an engine, by its id. What is done to it does nothing where there is nothing to do. */
export class Container {
  /** Of the engine that has it. */
  readonly engine: EngineAddress;
  readonly #container: Docker.Container;

  constructor(container: Docker.Container, engine: EngineAddress) {
    this.#container = container;
    this.engine = engine;
  }

  get id(): string {
    return this.#container.id;
  }

  /** Undefined when there is no such container. */
  async read(): Promise<ContainerState | undefined> {
    const found = await askUnless([404], "show a container", this.engine, () => this.#container.inspect());
    return found && stateOf(found);
  }

  /** The variables and folder that its process begins with; undefined when there is no such container. */
  async environment(): Promise<ContainerEnvironment | undefined> {
    const found = await askUnless([404], "show a container", this.engine, () => this.#container.inspect());
    return found && environmentOf(found.Config);
  }

  async kill(): Promise<void> {
    // 409: it isn't running.
    await askUnless([404, 409], "kill a container", this.engine, () => this.#container.kill({ signal: "SIGKILL" }));
  }

  /** The signal that its image says, SIGTERM if none, and SIGKILL after the grace. Resolves when it has ended. */
  async stop(graceS: number): Promise<void> {
    await askUnless([304, 404], "stop a container", this.engine, () => this.#container.stop({ t: graceS }));
  }

  async start(): Promise<void> {
    await askUnless([304, 404], "start a container", this.engine, () => this.#container.start());
  }

  async pause(): Promise<void> {
    await askUnless([404, 409], "pause a container", this.engine, () => this.#container.pause());
  }

  async unpause(): Promise<void> {
    // Engines answer 409 or 500 for one that isn't paused; whether it is then is to be looked at.
    await askUnless([404, 409, 500], "unpause a container", this.engine, () => this.#container.unpause());
  }

  async limitCpu({ nanoCpus, cpuQuota, cpuPeriod }: Omit<ResourceLimits, "memory" | "memorySwap">): Promise<void> {
    // The engine takes 0 for "leave it as it is".
    await this.#update(
      nanoCpus > 0 ? { NanoCpus: nanoCpus } : { CpuQuota: cpuQuota || -1, CpuPeriod: cpuPeriod || 100_000 },
    );
  }

  async limitMemory({ memory, memorySwap }: Pick<ResourceLimits, "memory" | "memorySwap">): Promise<void> {
    // An engine passes -1 for swap on to nobody; the old limit on both together then stands in the way.
    await this.#update({
      Memory: memory || NO_MEMORY_LIMIT,
      MemorySwap: memorySwap > 0 ? memorySwap : NO_MEMORY_LIMIT,
    });
  }

  /** Undefined when there is no such container. */
  async usage(): Promise<Usage | undefined> {
    const stats = await askUnless([404], "measure a container", this.engine, () =>
      this.#container.stats({ stream: false, "one-shot": true }),
    );
    return (
      stats && {
        throttledPeriods: stats.cpu_stats?.throttling_data?.throttled_periods ?? 0,
        throttledMs: (stats.cpu_stats?.throttling_data?.throttled_time ?? 0) / 1e6,
        memoryBytes: stats.memory_stats?.usage ?? 0,
        memoryLimitBytes: stats.memory_stats?.limit ?? 0,
      }
    );
  }

  /** The last lines that it wrote, to stdout and stderr. */
  async lastLines(lines: number): Promise<string> {
    const log = await askUnless([404, 409], "show a container's log", this.engine, () =>
      this.#container.logs({ stdout: true, stderr: true, tail: lines, follow: false }),
    );
    return log === undefined ? "" : plainText(log as unknown as Buffer).trimEnd();
  }

  /** Ends it and takes it away with its anonymous volumes. */
  async remove(): Promise<void> {
    // 409: it is being removed already.
    await askUnless([404, 409], "remove a container", this.engine, () =>
      this.#container.remove({ force: true, v: true }),
    );
  }

  async #update(limits: object): Promise<void> {
    await ask("change a container's limits", this.engine, () => this.#container.update(limits));
  }
}

function stateOf({ Id, Name, State, NetworkSettings, HostConfig }: Docker.ContainerInspectInfo): ContainerState {
  const running = State.Paused ? "paused" : "running";
  return {
    id: Id,
    name: Name.slice(1),
    status: State.Running ? running : "stopped",
    pid: State.Pid,
    startedAt: State.StartedAt,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    // Podman says "" where there is no health check.
    health: (State.Health?.Status as ContainerState["health"] | undefined) || "none",
    healthSaid: State.Health?.Log?.at(-1)?.Output.trim() ?? "",
    ports: Object.entries(NetworkSettings.Ports ?? {}).flatMap(([target, published]) =>
      (published ?? []).map(({ HostPort }) => ({ target: Number.parseInt(target, 10), port: Number(HostPort) })),
    ),
    networks: Object.fromEntries(
      Object.entries(NetworkSettings.Networks ?? {}).map(([name, endpoint]) => [name, placeOf(endpoint, Id)]),
    ),
    networkMode: HostConfig.NetworkMode ?? "",
    goesAtEnd: HostConfig.AutoRemove ?? false,
    limits: {
      nanoCpus: HostConfig.NanoCpus ?? 0,
      cpuQuota: HostConfig.CpuQuota ?? 0,
      cpuPeriod: HostConfig.CpuPeriod ?? 0,
      memory: HostConfig.Memory ?? 0,
      memorySwap: HostConfig.MemorySwap ?? 0,
    },
  };
}

function environmentOf({ Env, WorkingDir }: Docker.ContainerInspectInfo["Config"]): ContainerEnvironment {
  const variables = (Env ?? []).map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  return { variables: new Map(variables), workingFolder: WorkingDir ?? "" };
}

function placeOf(endpoint: Docker.EndpointSettings, container: string): NetworkPlace {
  return {
    id: endpoint.NetworkID ?? "",
    // The engine adds the container's own id by itself.
    aliases: (endpoint.Aliases ?? []).filter((alias) => !container.startsWith(alias)),
    ipv4: endpoint.IPAddress ?? "",
    ipv4Asked: endpoint.IPAMConfig?.IPv4Address ?? "",
  };
}

/** One with a terminal writes no frames. */
function plainText(log: Buffer): string {
  return (
    readFrames(log)
      ?.map(({ text }) => text)
      .join("") ?? log.toString()
  );
}
