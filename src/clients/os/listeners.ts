import { readdir, readFile, readlink } from "node:fs/promises";

/** A TCP socket that takes connections. */
export interface Listener {
  /** `127.0.0.1:8080`, `[::]:8080` */
  readonly address: string;
  readonly port: number;
  readonly pid: number;
}

/** State of a socket that listens, as /proc/net/tcp has it. */
const LISTENS = "0A";

/**
 * Finds the sockets on which processes listen, in the network that each is in. Linux tells it; elsewhere none is found, and
 * of those of other users only root learns.
 */
export async function listenersOf(pids: readonly number[]): Promise<readonly Listener[]> {
  if (process.platform !== "linux") return [];
  return (await Promise.all(pids.map(async (pid) => ownOf(pid, await listeningIn(pid))))).flat();
}

async function ownOf(pid: number, sockets: readonly ListeningSocket[]): Promise<readonly Listener[]> {
  if (sockets.length === 0) return [];
  const inodes = await socketsOf(pid);
  return sockets.flatMap(({ inode, ...socket }) => (inodes.has(inode) ? [{ ...socket, pid }] : []));
}

interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

async function listeningIn(process: number): Promise<readonly ListeningSocket[]> {
  const tables = await Promise.all(["tcp", "tcp6"].map((table) => textOf(`/proc/${process}/net/${table}`)));
  return tables.flatMap((table) =>
    table.split("\n").flatMap((line) => {
      // Slot, local address, remote address, state, and six more columns to the inode.
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state !== LISTENS) return [];
      const [host = "", port = ""] = local.split(":");
      const number = Number.parseInt(port, 16);
      return [{ address: `${hostOf(host)}:${number}`, port: number, inode }];
    }),
  );
}

/** Addresses are words of four bytes, each with its last byte first. */
function hostOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join(".");
  const groups = bytes.flatMap((byte, at) => (at % 2 === 0 ? [`${byte}${bytes[at + 1]}`] : []));
  return new URL(`http://[${groups.join(":")}]`).hostname;
}

async function socketsOf(pid: number): Promise<ReadonlySet<string>> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const links = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** Empty of a process that is gone, or of somebody else's. */
function textOf(path: string): Promise<string> {
  return readFile(path, "latin1").catch(() => "");
}
