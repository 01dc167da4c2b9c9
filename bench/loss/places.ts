import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { containerNamespace, execute, namedNamespace } from "../../src/faults/network/host-namespace.ts";
import type { Namespace } from "../../src/faults/network/namespace.ts";
import { putTable, removeTable } from "../../src/faults/network/packet-table.ts";
import { makeNetworks, removeNetworks } from "../../src/platforms/local/local-networks.ts";
import { startModel } from "./model.ts";

const IMAGE = "node:24.21.0-bookworm-slim";
const PORT = 8080;
const TARGET = fileURLToPath(new URL("target-process.cjs", import.meta.url));

const TABLE = "brownout_bench";

/** A target in a network of its own, reached from this machine over a bridge. */
export interface Place {
  readonly name: string;
  readonly url: string;
  putLoss(share: number): Promise<void>;
  removeLoss(): Promise<void>;
  close(): Promise<void>;
}

function realLoss(namespace: Namespace): Pick<Place, "putLoss" | "removeLoss"> {
  const directions = ["in", "out"] as const;
  return {
    putLoss: (share) => putTable(namespace, TABLE, { by: "table", what: "drop", directions, share }, undefined),
    removeLoss: () => removeTable(namespace, TABLE),
  };
}

export async function namespacePlace(): Promise<Place> {
  const token = `bench-loss-${process.pid}`;
  const { places } = await makeNetworks(token, 1);
  const { netns, address } = places[0] ?? { netns: "", address: "" };
  const argv = [`--net=/run/netns/${netns}`, "--", process.execPath, TARGET, address, String(PORT)];
  const target = spawn("nsenter", argv, { stdio: "inherit" });
  const namespace = namedNamespace(netns);
  if (namespace === undefined) throw new Error(`${netns} is gone`);
  return {
    name: "namespace",
    url: `http://${address}:${PORT}/`,
    ...realLoss(namespace),
    async close() {
      target.kill("SIGKILL");
      await removeNetworks(token);
    },
  };
}

/** A model of loss, in front of a target whose network loses nothing. */
export async function modelPlace(target: Place, seed: number): Promise<Place> {
  const { hostname, port } = new URL(target.url);
  const model = await startModel({ host: hostname, port: Number(port) }, seed);
  return {
    name: "model",
    url: model.url,
    putLoss: async (share) => model.setLoss(share),
    removeLoss: async () => model.setLoss(0),
    close: async () => model.close(),
  };
}

/** With the engine that DOCKER_HOST names, on its default bridge. */
export async function containerPlace(): Promise<Place> {
  const command = ["node", "/target.cjs", "0.0.0.0", String(PORT)];
  const id = await docker("run", "--detach", "--rm", "--volume", `${TARGET}:/target.cjs:ro`, IMAGE, ...command);
  const address = await docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", id);
  const pidOf = async () => Number(await docker("inspect", "--format", "{{.State.Pid}}", id));
  const namespace = await containerNamespace(id, "the container", pidOf);
  if (namespace === undefined) throw new Error("the container is gone");
  return {
    name: "container",
    url: `http://${address}:${PORT}/`,
    ...realLoss(namespace),
    close: async () => void (await docker("rm", "--force", id)),
  };
}

async function docker(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await execute(["docker", ...args]);
  if (code !== 0) throw new Error(`docker ${args[0]}: ${stderr}`);
  return stdout.trim();
}
