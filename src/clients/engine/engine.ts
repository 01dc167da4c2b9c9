import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { z } from "zod";
import { jsonLines } from "../os/json-lines.ts";
import { ask, askUnless } from "./ask.ts";
import { Container, type ContainerRef, type ContainerState } from "./container.ts";
import type { EngineAddress } from "./engine-address.ts";
import { EngineTooOldError, engineError, noEngine } from "./engine-errors.ts";
import { isTooOld, OLDEST_ENGINE } from "./engine-version.ts";
import { type HelperEnd, type HelperOrder, runHelper } from "./helper-container.ts";
import { Network } from "./network.ts";

/** For a connection, and for its version, which every engine that is well knows at once. */
const ANSWER_WITHIN_MS = 10_000;

const PROJECT_LABEL = "com.docker.compose.project";

/** Something that became of a container, as the engine tells it. */
export interface ContainerEvent {
  readonly id: string;
  /** `die`, `destroy`, `start`, … */
  readonly action: string;
}

const containerEvent = z
  .object({ Action: z.string(), Actor: z.object({ ID: z.string() }) })
  .transform(({ Action, Actor }): ContainerEvent => ({ id: Actor.ID, action: Action }));

/**
 * A container engine, through its API. What isn't there is an answer, not an error; everything else that goes wrong
 * is a BrownoutError.
 */
export class Engine {
  readonly address: EngineAddress;
  /** Of the engine: `20.10.24`. */
  readonly version: string;
  readonly #docker: Docker;

  private constructor(address: EngineAddress, version: string, docker: Docker) {
    this.address = address;
    this.version = version;
    this.#docker = docker;
  }

  /** @throws NoEngineError, EnginePermissionError, EngineTooOldError */
  static async open(address: EngineAddress): Promise<Engine> {
    // Loaded when it is needed: it takes longer than most commands.
    const { default: Dockerode } = await import("dockerode");
    const options = clientOptions(address);
    // One that hangs must not keep anybody; later questions may take their time.
    const asked = new Dockerode({ ...options, timeout: ANSWER_WITHIN_MS });
    const found = await ask("say its version", address, () => asked.version());
    if (typeof found.ApiVersion !== "string") throw noEngine(address, "what answers there is something else");
    if (isTooOld(found.ApiVersion)) {
      throw new EngineTooOldError({
        message: `the container engine at ${address.host} is ${found.Version} (API ${found.ApiVersion})`,
        hint: `Update it: Docker ${OLDEST_ENGINE.docker} (API ${OLDEST_ENGINE.api}) or later is needed.`,
      });
    }
    return new Engine(address, found.Version, new Dockerode(options));
  }

  /** True when containers' own addresses can be reached from here: the engine runs on this very Linux. */
  get isHere(): boolean {
    return process.platform === "linux" && this.address.host.startsWith("unix:");
  }

  /** True when containers can be given files of this machine, be it by way of a virtual machine. */
  get isOnThisMachine(): boolean {
    return /^(unix|npipe):/.test(this.address.host);
  }

  /** The host name by which the ports that containers publish are reached from here. */
  get machine(): string {
    const { host } = this.address;
    return this.isOnThisMachine ? "127.0.0.1" : new URL(host.replace(/^\w+:\/\//, "http://")).hostname;
  }

  /** The containers of a Compose project, stopped ones too, without those of `docker compose run`. */
  async containersOf(project: string): Promise<readonly ContainerRef[]> {
    const filters = { label: [`${PROJECT_LABEL}=${project}`, "com.docker.compose.oneoff=False"] };
    const found = await ask(`list the containers of ${project}`, this.address, () =>
      this.#docker.listContainers({ all: true, filters }),
    );
    return found
      .map(({ Id, Names, Labels, Image }) => ({
        id: Id,
        name: Names[0]?.slice(1) ?? Id,
        service: Labels["com.docker.compose.service"] ?? "",
        number: Number(Labels["com.docker.compose.container-number"] ?? 1),
        image: Image,
      }))
      .sort((a, b) => a.service.localeCompare(b.service) || a.number - b.number);
  }

  container(id: string): Container {
    return new Container(this.#docker.getContainer(id), this.address);
  }

  /** Runs a program in a container of our own, to its end. */
  runHelper(order: HelperOrder): Promise<HelperEnd> {
    return runHelper(this.#docker, this.address, order);
  }

  /** Every container that has a label, with all its labels; those that never ran or don't any more, too. */
  async containersWith(
    label: string,
  ): Promise<readonly { readonly id: string; readonly labels: Readonly<Record<string, string>> }[]> {
    const found = await ask(`list the containers with ${label}`, this.address, () =>
      this.#docker.listContainers({ all: true, filters: { label: [label] } }),
    );
    return found.map(({ Id, Labels }) => ({ id: Id, labels: Labels }));
  }

  /** The container by that name, id, or beginning of its id; else those that run and have that label. By their names. */
  async containersBy(select: string): Promise<readonly ContainerState[]> {
    const named = select.includes("=") ? undefined : await this.container(select).read();
    if (named !== undefined) return [named];
    const labelled = await this.containersWith(select);
    const states = await Promise.all(labelled.map(({ id }) => this.container(id).read()));
    return states
      .filter((state) => state !== undefined)
      .filter(({ status }) => status !== "stopped")
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Tells whether an image is here. */
  async hasImage(name: string): Promise<boolean> {
    const image = this.#docker.getImage(name);
    const found = await askUnless([404], `look for the image ${name}`, this.address, () => image.inspect());
    return found !== undefined;
  }

  /** Ids of a project's networks. */
  async networksOf(project: string): Promise<readonly string[]> {
    const filters = { label: [`${PROJECT_LABEL}=${project}`] };
    const found = await ask(`list the networks of ${project}`, this.address, () =>
      this.#docker.listNetworks({ filters }),
    );
    return found.map(({ Id }) => Id);
  }

  network(id: string): Network {
    return new Network(this.#docker.getNetwork(id), this.address);
  }

  /** Names of a project's volumes. */
  async volumesOf(project: string): Promise<readonly string[]> {
    const filters = { label: [`${PROJECT_LABEL}=${project}`] };
    const { Volumes } = await ask(`list the volumes of ${project}`, this.address, () =>
      this.#docker.listVolumes({ filters }),
    );
    return (Volumes ?? []).map(({ Name }) => Name);
  }

  /** Does nothing when it isn't there. */
  async removeVolume(name: string): Promise<void> {
    const volume = this.#docker.getVolume(name);
    await askUnless([404], `remove the volume ${name}`, this.address, () => volume.remove());
  }

  /**
   * Calls back for what becomes of a project's containers, until it is closed.
   * @param onLost called when the engine says no more
   */
  async watch(
    project: string,
    onEvent: (event: ContainerEvent) => void,
    onLost: (error: Error) => void,
  ): Promise<{ close(): void }> {
    const filters = { type: ["container"], label: [`${PROJECT_LABEL}=${project}`] };
    const stream = (await ask("tell its events", this.address, () =>
      this.#docker.getEvents({ filters: JSON.stringify(filters) }),
    )) as Readable;
    let isClosed = false;
    const follow = async () => {
      for await (const event of jsonLines(stream)) onEvent(containerEvent.parse(event));
      throw new Error("it hung up");
    };
    follow().catch((cause: unknown) => {
      if (!isClosed) onLost(engineError("tell its events any more", this.address, cause));
    });
    return {
      close() {
        isClosed = true;
        stream.destroy();
      },
    };
  }
}

/** Everything is said, so that the client doesn't fill it in from an environment that may be another's. */
function clientOptions({ host, certFolder }: EngineAddress): Docker.DockerOptions {
  const none = {
    host: undefined,
    port: undefined,
    socketPath: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    // Not in the client's types.
    connectionTimeout: ANSWER_WITHIN_MS,
  };
  const [scheme = "", rest = ""] = host.includes("://") ? host.split(/:\/\/(.*)/s, 2) : ["tcp", host];
  const options: object =
    scheme === "unix" || scheme === "npipe"
      ? { socketPath: rest, protocol: "http" }
      : remoteOptions(scheme, rest, certFolder);
  return { ...none, ...options } as Docker.DockerOptions;
}

function remoteOptions(scheme: string, rest: string, certFolder: string | undefined): object {
  const { hostname, port, username } = new URL(`http://${rest}`);
  if (scheme === "ssh") {
    return {
      protocol: "ssh",
      host: hostname,
      port: port || 22,
      username,
      sshOptions: { agent: process.env.SSH_AUTH_SOCK },
    };
  }
  if (certFolder === undefined) return { protocol: "http", host: hostname, port: port || 2375 };
  const read = (name: string) => readFileSync(join(certFolder, name));
  return {
    protocol: "https",
    host: hostname,
    port: port || 2376,
    ca: read("ca.pem"),
    cert: read("cert.pem"),
    key: read("key.pem"),
  };
}
