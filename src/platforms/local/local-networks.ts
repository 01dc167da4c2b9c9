import { createHash } from "node:crypto";
import { z } from "zod";
import { execute } from "../../faults/network/host-namespace.ts";
import { jsonOf } from "../../values/json.ts";
import { NetworkSetupError } from "./local-errors.ts";

/** 198.18.0.0/15 is set aside for tests of networks (RFC 2544), so nothing is routed there; its /24s are ours to choose from. */
const SUBNETS = 512;
/** A /24 has no more addresses for replicas: .0 and .255 have meanings, .1 is the bridge. */
const MAX_REPLICAS = 253;

/** The network of one replica: a namespace with a cable to the system's bridge. */
interface ReplicaPlace {
  /** As `ip netns` lists it. */
  readonly netns: string;
  readonly address: string;
}

/** Networks for the replicas of a system, all on a bridge on which this machine has an address, too. */
export interface LocalNetworks {
  /** This machine's address on the bridge. */
  readonly hostAddress: string;
  /** One for each replica, in the order of the graph. */
  readonly places: readonly ReplicaPlace[];
}

/**
 * Makes the networks. Needs root. When it rejects, what was made is still there: `removeNetworks` takes it out.
 * @param token the run's, from which all names are made
 */
export async function makeNetworks(token: string, replicas: number): Promise<LocalNetworks> {
  if (replicas > MAX_REPLICAS) {
    throw new NetworkSetupError({ message: `${replicas} replicas don't fit into one network; ${MAX_REPLICAS} do` });
  }
  const prefix = prefixOf(token);
  const subnet = await freeSubnet(token);
  const hostAddress = `${subnet}.1`;
  const places = Array.from({ length: replicas }, (_, index): ReplicaPlace => {
    return { netns: `brownout-${prefix}-${index + 1}`, address: `${subnet}.${index + 2}` };
  });
  await ip(
    [],
    [
      `link add name ${prefix} type bridge`,
      `addr add ${hostAddress}/24 dev ${prefix}`,
      `link set dev ${prefix} addrgenmode none up`,
      ...places.flatMap(({ netns }, index) => cable(prefix, netns, index + 1)),
    ],
  );
  for (const { netns, address } of places) {
    await ip(["-n", netns], [`addr add ${address}/24 dev eth0`, "link set dev lo up", "link set dev eth0 up"]);
  }
  return { hostAddress, places };
}

function cable(bridge: string, netns: string, number: number): readonly string[] {
  const end = `${bridge}.${number}`;
  return [
    `netns add ${netns}`,
    `link add name ${end} type veth peer name eth0 netns ${netns}`,
    `link set dev ${end} addrgenmode none master ${bridge} up`,
  ];
}

/** Takes out all networks that a run made, and the bridge between them. */
export async function removeNetworks(token: string): Promise<void> {
  const { namespaces, links } = await networksOf(token);
  // Links first: a namespace goes only when its last process is gone, and its cable with it.
  await ip([], [...links.map((link) => `link del dev ${link}`), ...namespaces.map((netns) => `netns del ${netns}`)]);
}

/** Tells whether nothing is left of a run's networks. */
export async function areNetworksGone(token: string): Promise<boolean> {
  const { namespaces, links } = await networksOf(token);
  return namespaces.length + links.length === 0;
}

/** As `ip -j link` and `ip -j addr` print them. */
const linksSchema = z.array(z.object({ ifname: z.string() }));
const addressesSchema = z.array(z.object({ addr_info: z.array(z.object({ local: z.string() })) }));

/** Finds what there is of a run's networks. */
async function networksOf(token: string): Promise<{ readonly namespaces: string[]; readonly links: string[] }> {
  const prefix = prefixOf(token);
  const named = (await must(["ip", "netns", "list"])).split("\n").map((line) => line.split(" ", 1)[0] ?? "");
  const links = await mustPrint(["ip", "-j", "link", "show"], linksSchema);
  return {
    namespaces: named.filter((name) => name.startsWith(`brownout-${prefix}-`)),
    links: links.map(({ ifname }) => ifname).filter((name) => name === prefix || name.startsWith(`${prefix}.`)),
  };
}

/** Short, as a device's name has 15 characters at most. */
function prefixOf(token: string): string {
  return `bo${hashOf(token).toString("hex").slice(0, 8)}`;
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The first three numbers of a /24 in which this machine has no address yet. */
async function freeSubnet(token: string): Promise<string> {
  const links = await mustPrint(["ip", "-j", "-4", "addr", "show"], addressesSchema);
  const taken = links.flatMap(({ addr_info }) => addr_info.map(({ local }) => local));
  const first = hashOf(token).readUInt16BE(4);
  for (let tried = 0; tried < SUBNETS; tried++) {
    const number = (first + tried) % SUBNETS;
    const subnet = `198.${18 + Math.floor(number / 256)}.${number % 256}`;
    if (!taken.some((address) => address.startsWith(`${subnet}.`))) return subnet;
  }
  throw new NetworkSetupError({
    message: "every network in 198.18.0.0/15 is in use on this machine",
    hint: "Run `brownout recover`, which takes out what other runs left.",
  });
}

/** Runs lines of `ip` in one go. */
async function ip(options: readonly string[], lines: readonly string[]): Promise<void> {
  await must(["ip", ...options, "-batch", "-"], `${lines.join("\n")}\n`);
}

async function mustPrint<T>(argv: readonly string[], schema: z.ZodType<T>): Promise<T> {
  const { data, error: cause } = schema.safeParse(jsonOf(await must(argv)));
  if (data !== undefined) return data;
  throw new NetworkSetupError({ message: `${argv.join(" ")} printed what can't be read`, cause });
}

async function must(argv: readonly string[], stdin?: string): Promise<string> {
  const { stdout, stderr, code } = await execute(argv, stdin);
  if (code === 0) return stdout;
  throw new NetworkSetupError({ message: `${argv.join(" ")} failed with code ${code}: ${stderr.trim()}` });
}
