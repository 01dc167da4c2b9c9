import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { docker } from "../support/docker.ts";

const run = promisify(execFile);
const labelled = (project: string) => ["--filter", `label=com.docker.compose.project=${project}`];
const listed = (text: string) => text.split("\n").filter((line) => line !== "");

/** All that Docker has of a project: its containers, also those that have ended, its networks and volumes. */
export async function partsOf(project: string): Promise<readonly string[]> {
  const parts = await Promise.all([
    docker("ps", "--all", "--format", "{{.Names}}", ...labelled(project)),
    docker("network", "ls", "--format", "{{.Name}} {{.ID}}", ...labelled(project)),
    docker("volume", "ls", "--format", "{{.Name}}", ...labelled(project)),
  ]);
  return parts.flatMap(listed).sort();
}

/**
 * All that a fault could have left in a project that is up, in a form that can be compared: its parts, the state, limits
 * and networks of each container, the rules and queues in its namespace, and Toxiproxy's proxies with their toxics.
 */
export async function stateOf(project: string): Promise<unknown> {
  const ids = listed(await docker("ps", "--all", "--quiet", ...labelled(project))).sort();
  const inspected = JSON.parse(await docker("inspect", ...ids));
  const containers = await Promise.all(inspected.map(containerState));
  const toxiproxy = listed(await docker("port", `${project}-toxiproxy-1`, "8474/tcp"))[0];
  const proxies = await (await fetch(`http://${toxiproxy}/proxies`)).json();
  return { parts: await partsOf(project), containers, proxies };
}

// biome-ignore lint/suspicious/noExplicitAny: as the docker client prints it
async function containerState({ Name, Id, State, HostConfig, NetworkSettings }: any): Promise<object> {
  const { Status, Health, Pid } = State;
  const { NanoCpus, CpuQuota, Memory } = HostConfig;
  const networks = Object.entries(NetworkSettings.Networks).map(([name, network]) => {
    // biome-ignore lint/suspicious/noExplicitAny: as the docker client prints it
    const { Aliases, IPAddress } = network as any;
    return { name, aliases: [...Aliases].sort(), address: IPAddress };
  });
  const [rules, queues] = await Promise.all([
    inNetworkOf(Pid, "nft", "list", "ruleset"),
    inNetworkOf(Pid, "tc", "qdisc", "show"),
  ]);
  const health = Health?.Status;
  return { Name, Id, Status, health, Pid, limits: { NanoCpus, CpuQuota, Memory }, networks, rules, queues };
}

/**
 * Output of a command in the network namespace of a process, but for the counts of its rules and the number of its
 * interface: engines that connect a container again give it the next one.
 */
async function inNetworkOf(pid: number, ...argv: readonly string[]): Promise<string> {
  const { stdout } = await run("nsenter", ["--target", String(pid), "--net", ...argv]);
  return stdout.replaceAll(/packets \d+ bytes \d+/g, "").replaceAll(/\beth\d+/g, "eth");
}
