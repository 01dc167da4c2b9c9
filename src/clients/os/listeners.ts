import { type ListeningSocket, listeningSockets, socketsOf } from "./listening-sockets.ts";

/** A socket that takes connections, and the process that has it. */
export interface Listener extends Omit<ListeningSocket, "inode"> {
  readonly pid: number;
}

/**
 * Finds the sockets on which processes listen, in the network that each is in. Linux tells it; elsewhere none is found, and
 * of those of other users only root learns.
 */
export async function listenersOf(pids: readonly number[]): Promise<readonly Listener[]> {
  if (process.platform !== "linux") return [];
  return (await Promise.all(pids.map(async (pid) => ownOf(pid, await listeningSockets(pid))))).flat();
}

async function ownOf(pid: number, sockets: readonly ListeningSocket[]): Promise<readonly Listener[]> {
  if (sockets.length === 0) return [];
  const inodes = await socketsOf(pid);
  return sockets.flatMap(({ inode, ...socket }) => (inodes.has(inode) ? [{ ...socket, pid }] : []));
}
