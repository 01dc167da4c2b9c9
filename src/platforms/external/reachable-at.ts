import { connect } from "node:net";
import type { Clock } from "../../values/clock/clock.ts";
import { hostOf, portOf } from "../toxiproxy/listed-proxies.ts";
import type { Survey } from "./survey.ts";

const CONNECTS_WITHIN_MS = 1_000;

/** Addresses of a Toxiproxy's proxies by name, of those that take connections from here. */
export type ReachableAt = ReadonlyMap<string, { readonly host: string; readonly port: number }>;

/**
 * Finds which proxies of edges can be called from here, so that a call of ours shows what a toxic does. One that is in a
 * container may listen on an address that is another one's here, or nobody's.
 */
export async function findReachable({ spec, listed, through }: Survey, clock: Clock): Promise<ReachableAt> {
  const found = new Map<string, { readonly host: string; readonly port: number }>();
  for (const { name, listen } of listed.filter(({ name }) => through.some(({ proxy }) => proxy === name))) {
    const address = { host: hostFromHere(hostOf(listen), spec.toxiproxy ?? ""), port: Number(portOf(listen)) };
    if (await takesConnections(address, clock)) found.set(name, address);
  }
  return found;
}

/** A server that listens on all addresses listens on the one that its API has, too. */
export function hostFromHere(host: string, apiUrl: string): string {
  const plain = (text: string) => text.replace(/^\[(.*)\]$/, "$1");
  return ["", "0.0.0.0", "::"].includes(plain(host)) ? plain(new URL(apiUrl).hostname) : plain(host);
}

function takesConnections(address: { readonly host: string; readonly port: number }, clock: Clock): Promise<boolean> {
  const socket = connect(address);
  return new Promise<boolean>((resolve) => {
    const cancel = clock.after(CONNECTS_WITHIN_MS, () => resolve(false));
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", cancel);
  }).finally(() => socket.destroy());
}
