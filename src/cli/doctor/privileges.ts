import { type Check, type Finding, missing, there, unknown } from "./check.ts";

/** The numbers of capabilities, capabilities(7). */
const NEEDED: Readonly<Record<string, bigint>> = { NET_ADMIN: 12n, SYS_ADMIN: 21n };

export const privileges: Check = {
  name: "privileges",
  enables: "entering the network of a container, for packet faults",
  async look(machine) {
    const status = await machine.read("/proc/self/status");
    return status === undefined ? unknown("this system doesn't say") : readStatus(status.toString());
  },
};

/** Reads `/proc/self/status` of this process, proc(5). */
function readStatus(status: string): Finding {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  const effective = /^CapEff:\s+([\da-f]+)/m.exec(status)?.[1];
  if (uid === undefined || effective === undefined) return unknown("this system doesn't say");
  const bits = BigInt(`0x${effective}`);
  const lacking = Object.keys(NEEDED).filter((name) => ((bits >> (NEEDED[name] ?? 0n)) & 1n) === 0n);
  const who = uid === "0" ? "root" : `user ${uid}`;
  if (lacking.length === 0) return there(`${who}, with ${Object.keys(NEEDED).join(" and ")}`);
  return missing(
    `${who}, without ${lacking.join(" and ")}`,
    uid === "0" ? "run outside of this container" : "sudo brownout …",
  );
}
