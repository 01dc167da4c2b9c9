import { readdir, readFile, readlink } from "node:fs/promises";
import { isIP } from "node:net";
import { type HostPort, withoutBrackets } from "../../values/host-port.ts";
import { isGone } from "./process-gone.ts";

/** A TCP socket that takes connections. */
export interface ListeningSocket {
  /** `127.0.0.1:8080`, `[::]:8080` */
  readonly address: string;
  readonly port: number;
  /** The number by which descriptors show it. */
  readonly inode: string;
}

/** The beginning of an IPv6 address that is one of IPv4, as a JVM has them: `::ffff:127.0.0.1` (RFC 4291, 2.5.5.2). */
const MAPPED = `${"00".repeat(10)}FFFF`;
/** Addresses of a socket that takes what comes to any. */
const ANY = ["0.0.0.0", "::"];

/** State of a socket that listens, in /proc/net/tcp: TCP_LISTEN of the kernel's tcp_states.h. */
const LISTENS = "0A";

/** Reads which sockets listen in the network that a process is in; none where it is gone, and where there is no /proc. */
export async function listeningSockets(pid: number): Promise<readonly ListeningSocket[]> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((table) => unlessGone(() => readFile(`/proc/${pid}/net/${table}`, "latin1"), "")),
  );
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

/** Tells whether a socket takes what comes to a port of a host. A host that is a name may have any address. */
export function listensAt({ address, port }: Pick<ListeningSocket, "address" | "port">, at: HostPort): boolean {
  const host = withoutBrackets(address.slice(0, address.lastIndexOf(":")));
  const isAnyHost = ANY.includes(at.host) || isIP(at.host) === 0;
  return port === at.port && (isAnyHost || host === at.host || ANY.includes(host));
}

/** Reads the inodes of the sockets that a process has open; none where it is gone, or isn't ours to look into. */
export async function socketsOf(pid: number): Promise<ReadonlySet<string>> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await unlessGone(() => readdir(folder), []);
  const links = await Promise.all(descriptors.map((name) => unlessGone(() => readlink(`${folder}/${name}`), "")));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** Addresses are words of four bytes, each with its last byte first. */
function hostOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  const isMapped = bytes.slice(0, 12).join("") === MAPPED;
  if (bytes.length === 4 || isMapped) {
    return bytes
      .slice(-4)
      .map((byte) => Number.parseInt(byte, 16))
      .join(".");
  }
  const groups = bytes.flatMap((byte, at) => (at % 2 === 0 ? [`${byte}${bytes[at + 1]}`] : []));
  return new URL(`http://[${groups.join(":")}]`).hostname;
}

async function unlessGone<T>(read: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isGone(error)) return instead;
    throw error;
  }
}
