import { readdir } from "node:fs/promises";
import type { HostPort } from "../../values/host-port.ts";
import { listeningSockets, listensAt, socketsOf } from "./listening-sockets.ts";
import { commandLine } from "./process-table.ts";

/** The process that listens at an address. */
export interface PortHolder {
  readonly pid: number;
  /** Its command line, or its name where it has none. */
  readonly command: string;
}

/**
 * Finds who takes what comes to a port of a host of this machine, on its address or on all; undefined where nobody does,
 * where it belongs to somebody whose processes we may not look into, and where there is no /proc.
 */
export async function portHolder(at: HostPort): Promise<PortHolder | undefined> {
  const sockets = (await listeningSockets(process.pid)).filter((socket) => listensAt(socket, at));
  if (sockets.length === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number)) {
    const own = await socketsOf(pid);
    if (sockets.some(({ inode }) => own.has(inode))) return { pid, command: commandLine(pid) };
  }
  return undefined;
}

/** `pid 4711 (node server.js)`, for the end of a sentence; who it is can't be told of others' processes. */
export function holderInWords(holder: PortHolder | undefined): string {
  return holder === undefined ? "another process" : `pid ${holder.pid} (${holder.command})`;
}
