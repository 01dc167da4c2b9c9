import { z } from "zod";
import type { Trit } from "../../values/trit.ts";
import type { Effect } from "../fault.ts";
import { FaultError } from "../fault-error.ts";
import { etherDevices } from "./devices.ts";
import { type Namespace, run, runForJson } from "./namespace.ts";
import type { Peer } from "./service-networks.ts";

/** The recipe of a queueing discipline: what it does to packets that leave. */
export interface QueueRecipe {
  readonly by: "queue";
  /** In the words of `tc qdisc add`: `netem delay 100ms`. */
  readonly discipline: string;
  /** Tells whether its statistics show that it did something. */
  acted(statistics: QueueStatistics): Trit;
}

export interface QueueStatistics {
  readonly packets: number;
  /** Packets that it dropped. */
  readonly drops: number;
  /** Times that a packet had to wait for the rate. */
  readonly overlimits: number;
}

/** As `tc -s -j qdisc` prints it. */
const qdiscSchema = z.object({
  kind: z.string(),
  /** `7a01:`; `0:` for what the kernel put there by itself. */
  handle: z.string(),
  dev: z.string(),
  root: z.boolean().optional(),
  packets: z.number(),
  drops: z.number(),
  overlimits: z.number(),
});
type Qdisc = z.infer<typeof qdiscSchema>;

/** More than any link carries: the class only tells packets apart. */
const UNLIMITED = "100gbit quantum 60000";

/**
 * The handle on a device whose queue length was 0. Adding any discipline makes the kernel set such a length to its default
 * (qdisc_create in net/sched/sch_api.c), so what it was must be known when the discipline is taken off.
 * @param handle an even one
 */
function forNoQueueLength(handle: string): string {
  return `${(Number.parseInt(handle, 16) + 1).toString(16)}:`;
}

/**
 * Puts the discipline on every device of the namespace. With peers, only packets to them go through it.
 * @throws FaultError when a device has a queue that somebody configured; it is left alone
 */
export async function putQueue(
  namespace: Namespace,
  handle: string,
  { discipline }: QueueRecipe,
  peers: readonly Peer[] | undefined,
): Promise<void> {
  const devices = await etherDevices(namespace);
  const names = devices.map(({ name }) => name);
  const taken = (await qdiscs(namespace)).find((one) => one.root && one.handle !== "0:" && names.includes(one.dev));
  if (taken !== undefined) throw queueTaken(namespace, taken);
  const commands = devices.flatMap(({ name, queueLength }) => {
    const root = queueLength === 0 ? forNoQueueLength(handle) : handle;
    return peers === undefined
      ? [`qdisc add dev ${name} root handle ${root} ${discipline}`]
      : forPeers(name, root, discipline, peers);
  });
  await run(namespace, ["tc", "-batch", "-"], `${commands.join("\n")}\n`);
}

export async function hasQueue(namespace: Namespace, handle: string): Promise<boolean> {
  return oursAmong(await qdiscs(namespace), handle).length > 0;
}

/** Takes it off every device; the kernel puts its own default there again. */
export async function removeQueue(namespace: Namespace, handle: string): Promise<void> {
  for (const { dev, handle: root } of oursAmong(await qdiscs(namespace), handle)) {
    // First, as afterwards nothing would say that it has to be done.
    if (root !== handle) await run(namespace, ["ip", "link", "set", "dev", dev, "txqueuelen", "0"]);
    await run(namespace, ["tc", "qdisc", "del", "dev", dev, "root"]);
  }
}

/** The effect of the discipline, as its statistics tell. */
export async function queueEffect(namespace: Namespace, handle: string, recipe: QueueRecipe): Promise<Effect> {
  const all = await qdiscs(namespace);
  const devices = oursAmong(all, handle).map(({ dev }) => dev);
  const kind = recipe.discipline.split(" ", 1)[0];
  const at = all.filter((qdisc) => qdisc.kind === kind && devices.includes(qdisc.dev));
  if (at.length === 0) return { took: "false", evidence: `the network of ${namespace.label} has no ${kind}` };
  const sum = (of: keyof QueueStatistics) => at.reduce((total, qdisc) => total + qdisc[of], 0);
  const statistics = { packets: sum("packets"), drops: sum("drops"), overlimits: sum("overlimits") };
  const { packets, drops, overlimits } = statistics;
  const evidence = `${kind} let ${packets} packets out of the network of ${namespace.label}, made ${overlimits} wait, dropped ${drops}`;
  return { took: recipe.acted(statistics), evidence };
}

/** A class of its own for the packets to the peers. What no filter picks passes the htb by, unlimited. */
function forPeers(device: string, handle: string, discipline: string, peers: readonly Peer[]): readonly string[] {
  const filters = peers.map(({ address, port }) => {
    const [protocol, match, bits] = address.includes(":") ? ["ipv6", "ip6", 128] : ["ip", "ip", 32];
    const to = `match ${match} dst ${address}/${bits} match ${match} protocol 6 0xff match ${match} dport ${port} 0xffff`;
    return `filter add dev ${device} parent ${handle} protocol ${protocol} u32 ${to} flowid ${handle}1`;
  });
  return [
    `qdisc add dev ${device} root handle ${handle} htb`,
    `class add dev ${device} parent ${handle} classid ${handle}1 htb rate ${UNLIMITED}`,
    `qdisc add dev ${device} parent ${handle}1 ${discipline}`,
    ...filters,
  ];
}

function oursAmong(all: readonly Qdisc[], handle: string): readonly Qdisc[] {
  return all.filter((one) => one.handle === handle || one.handle === forNoQueueLength(handle));
}

async function qdiscs(namespace: Namespace): Promise<readonly Qdisc[]> {
  return runForJson(namespace, ["tc", "-s", "-j", "qdisc", "show"], z.array(qdiscSchema));
}

function queueTaken(namespace: Namespace, { kind, handle, dev }: Qdisc): FaultError {
  return new FaultError({
    message: `${dev} in the network of ${namespace.label} has a queue already: ${kind} ${handle}`,
    hint: "A device can have one. If it is of a run that is gone, `brownout recover` takes it out; otherwise take out what put it there.",
  });
}
