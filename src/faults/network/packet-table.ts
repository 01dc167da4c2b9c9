import { z } from "zod";
import type { Effect } from "../fault.ts";
import { type Device, etherDevices } from "./devices.ts";
import { type Namespace, run, runForJson } from "./namespace.ts";
import type { Peer } from "./service-networks.ts";

/** As seen from the namespace that the rules are in. */
export type PacketDirection = "in" | "out";

/** The recipe of an nft table of ours: what it does to packets. */
export type TableRecipe = { readonly by: "table" } & (
  | { readonly what: "drop"; readonly directions: readonly PacketDirection[] /** 0..1 */; readonly share: number }
  | { readonly what: "reset" }
);

/** nft's `numgen` draws from so many numbers, so a share can be given to a hundredth of a percent. */
const DRAWS = 10_000;

/**
 * Puts a table into the namespace, in one transaction: wholly, or not at all.
 * @param peers whose packets it acts on; none for all packets
 */
export async function putTable(
  namespace: Namespace,
  table: string,
  recipe: TableRecipe,
  peers: readonly Peer[] | undefined,
): Promise<void> {
  const text =
    recipe.what === "reset" ? resetTable(table, peers) : dropTable(table, recipe, peers, await etherDevices(namespace));
  await run(namespace, ["nft", "-f", "-"], text);
}

export async function hasTable(namespace: Namespace, table: string): Promise<boolean> {
  const tables = await run(namespace, ["nft", "list", "tables"]);
  return tables.split("\n").some((line) => line.split(" ")[2] === table);
}

/** Deletes the table, and with it everything that was in it. */
export async function removeTable(namespace: Namespace, table: string): Promise<void> {
  const tables = await run(namespace, ["nft", "list", "tables"]);
  const line = tables.split("\n").find((one) => one.split(" ")[2] === table);
  if (line !== undefined) await run(namespace, ["nft", "delete", ...line.split(" ")]);
}

/** The effect of the table, as its counters tell. */
export async function tableEffect(namespace: Namespace, table: string, done: string): Promise<Effect> {
  if (!(await hasTable(namespace, table))) {
    return { took: "false", evidence: `the network of ${namespace.label} has no table ${table}` };
  }
  const { seen, acted } = await readCounters(namespace, table);
  const evidence = `nft ${done} ${acted} of ${seen} packets in the network of ${namespace.label}`;
  return { took: acted > 0 ? "true" : "false", evidence };
}

/** Reads the packets that passed the table's rules. */
export async function readCounters(
  namespace: Namespace,
  table: string,
): Promise<{ readonly seen: number; readonly acted: number }> {
  const listed = await runForJson(namespace, ["nft", "-j", "list", "counters"], countersSchema);
  const packets = (name: string) =>
    listed.nftables.find(({ counter }) => counter?.table === table && counter.name === name)?.counter?.packets ?? 0;
  return { seen: packets("seen"), acted: packets("acted") };
}

/** As nft prints it, libnftables-json(5). */
const countersSchema = z.object({
  nftables: z.array(
    z.object({ counter: z.object({ table: z.string(), name: z.string(), packets: z.number() }).optional() }),
  ),
});

/**
 * Drops at the device, before and after everything else that the kernel does with a packet. A packet that leaves
 * is not dropped there but sent to `lo`, which throws away what isn't addressed to it: a drop would be told to the
 * sender's TCP, which then doesn't count the packet as sent, and that is not how loss on a network looks.
 */
function dropTable(
  table: string,
  { directions, share }: Extract<TableRecipe, { what: "drop" }>,
  peers: readonly Peer[] | undefined,
  devices: readonly Device[],
): string {
  const quoted = devices.map(({ name }) => `"${name}"`).join(", ");
  const draw = share < 1 ? `numgen random mod ${DRAWS} < ${Math.round(share * DRAWS)} ` : "";
  const chain = (direction: PacketDirection, hook: string, verdict: string) => [
    `  chain ${direction} {`,
    `    type filter hook ${hook} devices = { ${quoted} } priority -300;`,
    ...matches(direction, peers).map(
      (match) => `    ${match} counter name "seen" ${draw}counter name "acted" ${verdict}`,
    ),
    "  }",
  ];
  return lines(
    `create table netdev ${table}`,
    `table netdev ${table} {`,
    "  counter seen { }",
    "  counter acted { }",
    ...(directions.includes("in") ? chain("in", "ingress", "drop") : []),
    ...(directions.includes("out") ? chain("out", "egress", 'fwd to "lo"') : []),
    "}",
  );
}

/** Answers packets with a TCP reset: to peers, what we send; else, everything that comes from outside. */
function resetTable(table: string, peers: readonly Peer[] | undefined): string {
  const chain =
    peers === undefined
      ? ["type filter hook input priority -300;", 'iifname != "lo" meta l4proto tcp']
      : ["type filter hook output priority -300;", ...matches("out", peers)];
  const [head, ...rules] = chain;
  return lines(
    `create table inet ${table}`,
    `table inet ${table} {`,
    "  counter seen { }",
    "  counter acted { }",
    "  chain resets {",
    `    ${head}`,
    ...rules.map((match) => `    ${match} counter name "seen" counter name "acted" reject with tcp reset`),
    "  }",
    "}",
  );
}

function matches(direction: PacketDirection, peers: readonly Peer[] | undefined): readonly string[] {
  if (peers === undefined) return ["meta protocol { ip, ip6 }"];
  const [address, port] = direction === "in" ? ["saddr", "sport"] : ["daddr", "dport"];
  return peers.map((peer) => {
    const family = peer.address.includes(":") ? "ip6" : "ip";
    return `${family} ${address} ${peer.address} tcp ${port} ${peer.port}`;
  });
}

function lines(...text: readonly string[]): string {
  return `${text.join("\n")}\n`;
}
