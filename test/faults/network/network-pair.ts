import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execute, namedNamespace } from "../../../src/faults/network/host-namespace.ts";
import type { FindNamespace, NamespaceName } from "../../../src/faults/network/namespace.ts";
import type { ServiceNetworks } from "../../../src/faults/network/service-networks.ts";
import type { CallEnd, CallOptions } from "../../contract/caller.ts";
import { lacking, withoutRoot } from "../../support/needs.ts";
import { withoutPrograms } from "../../support/without-programs.ts";

/** The reason networks can't be made here; false when they can. */
export const cannotRun = reasonNotToRun();

function reasonNotToRun(): string | false {
  if (process.platform !== "linux") return lacking("linux", "networks");
  return withoutRoot || withoutPrograms("ip", "nft", "nsenter", "setpriv", "tc");
}

const CALLER_ADDRESS = "198.18.251.1";
const CALLEE_ADDRESS = "198.18.251.2";
const PORT = 8080;
/** Another one of the callee, that the edge doesn't use. */
const OTHER_PORT = 8081;

export const edge = { kind: "edge", caller: "front", callee: "back" } as const;
export const service = { kind: "service", service: "back" } as const;

/** Two services, `front` and `back`, each in a network of its own, with a cable between them. */
export class NetworkPair {
  readonly url = `http://${CALLEE_ADDRESS}:${PORT}/`;
  /** The same service, but not by the edge. */
  readonly otherUrl = `http://${CALLEE_ADDRESS}:${OTHER_PORT}/`;
  readonly #processes: ChildProcess[] = [];
  #caller: ChildProcess | undefined;
  /** Orders that the caller was given and hasn't done yet, by id. */
  readonly #orders = new Map<number, (result: unknown) => void>();
  #lastId = 0;

  static async up(): Promise<NetworkPair> {
    const pair = new NetworkPair();
    try {
      await pair.makeNetworks();
      await pair.startProcesses();
    } catch (error) {
      await pair.close();
      throw error;
    }
    return pair;
  }

  readonly networks: ServiceNetworks = {
    networksOf: (name) => [{ label: name, name: { kind: "netns", id: netns(name) } }],
    peersOf: async () => [{ address: CALLEE_ADDRESS, port: PORT }],
  };

  readonly find: FindNamespace = async ({ id }: NamespaceName) => namedNamespace(id);

  async makeNetworks(): Promise<void> {
    const [front, back] = [netns("front"), netns("back")];
    await must("ip", "netns", "add", front);
    await must("ip", "netns", "add", back);
    await must("ip", "link", "add", "eth0", "netns", front, "type", "veth", "peer", "name", "eth0", "netns", back);
    for (const [name, address] of [
      [front, CALLER_ADDRESS],
      [back, CALLEE_ADDRESS],
    ] as const) {
      await must("ip", "-n", name, "addr", "add", `${address}/24`, "dev", "eth0");
      await must("ip", "-n", name, "link", "set", "lo", "up");
      await must("ip", "-n", name, "link", "set", "eth0", "up");
    }
    // The kernel says that a cable is in some time after both of its ends are up.
    for (const name of [front, back]) while (!(await isUp(name))) await pause(5);
  }

  async startProcesses(): Promise<void> {
    const callee = this.#start("back", "answering-process.ts", CALLEE_ADDRESS, String(PORT), String(OTHER_PORT));
    for (let listening = 0; listening < 2; listening++) await once(callee, "message");
    this.#caller = this.#start("front", "caller-process.ts");
    this.#caller.on("message", ({ id, result }: { id: number; result: unknown }) => {
      this.#orders.get(id)?.(result);
      this.#orders.delete(id);
    });
  }

  /** A call from `front` to `back`, over a connection of its own. Resolves when the connection has ended. */
  async call(url = this.url, options: CallOptions = {}): Promise<CallEnd> {
    return (await this.#tell({ what: "call", url, ...options })) as CallEnd;
  }

  /** A connection from `front` to `back` that is there when faults come. */
  async openConnection(): Promise<{ useAgain(): Promise<string> }> {
    await this.#tell({ what: "open", url: this.url });
    return { useAgain: async () => (await this.#tell({ what: "use" })) as string };
  }

  /** Runs a program in a service's network, as somebody else might. */
  async execute(name: "front" | "back", ...argv: readonly string[]): Promise<void> {
    await must("ip", "netns", "exec", netns(name), ...argv);
  }

  /** Everything that a fault could have changed in a service's network. */
  async snapshot(name: "front" | "back"): Promise<string> {
    const namespace = namedNamespace(netns(name));
    if (namespace === undefined) return "no network";
    const commands = [
      ["nft", "list", "ruleset"],
      ["tc", "qdisc", "show"],
      ["tc", "filter", "show", "dev", "eth0"],
      ["ip", "link", "show"],
      ["ip", "rule", "show"],
    ];
    const outputs: string[] = [];
    for (const command of commands) outputs.push((await namespace.exec(command)).stdout);
    return outputs.join("\n---\n");
  }

  /** Both services end and are started again, in new networks, as containers do. */
  async restart(): Promise<void> {
    await this.close();
    await this.makeNetworks();
    await this.startProcesses();
  }

  /** Its processes and its networks go. */
  async close(): Promise<void> {
    for (const child of this.#processes.splice(0)) {
      const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.kill("SIGKILL");
      await exited;
    }
    for (const name of ["front", "back"]) await execute(["ip", "netns", "del", netns(name)]);
  }

  #tell(order: object): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#orders.set(id, resolve);
      this.#caller?.send({ id, ...order });
    });
  }

  #start(name: string, program: string, ...args: readonly string[]): ChildProcess {
    const path = fileURLToPath(new URL(program, import.meta.url));
    const argv = [`--net=/run/netns/${netns(name)}`, "--", process.execPath, path, ...args];
    const child = spawn("nsenter", argv, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#processes.push(child);
    return child;
  }
}

/** One test process has one pair. */
function netns(name: string): string {
  return `brownout-test-${process.pid}-${name}`;
}

async function isUp(name: string): Promise<boolean> {
  const { stdout } = await execute(["ip", "-n", name, "-br", "link", "show", "dev", "eth0"]);
  return /\sUP\s/.test(stdout);
}

async function must(...argv: readonly string[]): Promise<void> {
  const { code, stderr } = await execute(argv);
  if (code !== 0) throw new Error(`${argv.join(" ")}: ${stderr}`);
}
