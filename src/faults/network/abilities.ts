import type { ProgramEnd } from "../../clients/os/run-program.ts";

/** Something that a way to make a fault needs of the kernel, its tools and the runner's rights. */
export type Ability = "egress" | "reset" | "tbf" | "classes" | "netem" | "redirect" | "own proxy";

/** Words for what is missing without an ability, and what would bring it. */
export const abilityWords: Readonly<Record<Ability, { readonly why: string; readonly instead: string }>> = {
  egress: {
    why: "nft can't act on packets that leave a device here",
    instead: "it takes root, Linux 5.16 and nftables 1.0.1",
  },
  reset: {
    why: "nft can't answer with TCP resets here",
    instead: "it takes root and nftables",
  },
  tbf: { why: "the kernel has no token bucket filter", instead: "it takes root, iproute2 and the module sch_tbf" },
  classes: { why: "tc can't tell packets apart here", instead: "it takes root, iproute2 and sch_htb and cls_u32" },
  netem: {
    why: "the kernel has no netem",
    instead: "load it with `modprobe sch_netem`, or run on a kernel that has it (CONFIG_NET_SCH_NETEM)",
  },
  redirect: {
    why: "nft can't redirect connections here",
    instead: "it takes root, nftables and a kernel with nft_redir",
  },
  "own proxy": {
    why: "our proxy can't be started in another network from here",
    instead: "run as root on the machine that the containers run on",
  },
};

/** Each is tried in a network that nothing is in, and that is gone when the script ends. */
const TRIALS: Readonly<Record<Exclude<Ability, "own proxy">, string>> = {
  egress: `printf 'table netdev t {\\n chain c {\\n type filter hook egress devices = { "lo" } priority 0;\\n numgen random mod 10 < 1 fwd to "lo"\\n }\\n}\\n' | nft -f -`,
  reset:
    "printf 'table inet r {\\n chain c {\\n type filter hook output priority 0;\\n meta l4proto tcp reject with tcp reset\\n }\\n}\\n' | nft -f -",
  tbf: "tc qdisc add dev lo root tbf rate 1mbit burst 16kb latency 400ms && tc qdisc del dev lo root",
  classes:
    "tc qdisc add dev lo root handle 7000: htb && tc filter add dev lo parent 7000: protocol ip u32 match ip protocol 6 0xff flowid 7000:1 && tc qdisc del dev lo root",
  netem: "tc qdisc add dev lo root netem loss 1% && tc qdisc del dev lo root",
  redirect:
    "printf 'table inet n {\\n chain c {\\n type nat hook output priority -100;\\n tcp dport 1 redirect to :2\\n }\\n}\\n' | nft -f -",
};

/** The trials as one script for `sh -c`; prints the name of each ability that is there. */
const trialScript = [
  "ip link set lo up",
  ...Object.entries(TRIALS).map(([ability, trial]) => `{ ${trial}; } 2>/dev/null && echo ${ability}`),
  "true",
].join("\n");

/** Told what is about to be tried, and what that makes or loads for a moment, before it is. */
export type OnTrial = (what: string) => void;

/**
 * Tries what the kernel and its tools can do.
 * @param tryOut runs a script in a new network that is gone afterwards; a code other than 0 means it can't
 */
export async function readAbilities(tryOut: (script: string) => Promise<ProgramEnd>): Promise<ReadonlySet<Ability>> {
  const { stdout, code } = await tryOut(trialScript);
  const found = stdout.split("\n");
  return new Set(code === 0 ? (Object.keys(TRIALS) as Ability[]).filter((ability) => found.includes(ability)) : []);
}
