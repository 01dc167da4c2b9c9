import { readdir, readFile, readlink } from "node:fs/promises";

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** Its command line, or its name where it has none. */
  readonly command: string;
}

/** State of a socket that listens, in /proc/net/tcp: TCP_LISTEN of the kernel's tcp_states.h. */
const LISTENING = "0A";

/**
 * Finds who listens on a TCP port of this machine's network, on whatever address; undefined where nobody does, where it
 * belongs to somebody whose processes we may not look into, and where there is no /proc.
 */
export async function portHolder(port: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(readIfThere));
  const sockets = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (await hasOneOf(pid, sockets)) return { pid: Number(pid), command: await commandOf(pid) };
  }
  return undefined;
}

/** `pid 4711 (node server.js)`, for the end of a sentence; who it is can't be told of others' processes. */
export function holderInWords(holder: PortHolder | undefined): string {
  return holder === undefined ? "another process" : `pid ${holder.pid} (${holder.command})`;
}

/** Lines of /proc/net/tcp: `sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …`. */
function listeningInodes(table: string, port: number): readonly string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return table.split("\n").flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const isIt = fields[1]?.endsWith(`:${hex}`) && fields[3] === LISTENING;
    return isIt && fields[9] !== undefined ? [fields[9]] : [];
  });
}

async function hasOneOf(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const open = await unlessGone(() => readdir(`/proc/${pid}/fd`), []);
  const links = await Promise.all(open.map((fd) => unlessGone(() => readlink(`/proc/${pid}/fd/${fd}`), "")));
  return links.some((link) => sockets.has(link));
}

async function commandOf(pid: string): Promise<string> {
  const words = (await readIfThere(`/proc/${pid}/cmdline`)).split("\0").filter((word) => word !== "");
  return words.length > 0 ? words.join(" ") : (await readIfThere(`/proc/${pid}/comm`)).trim();
}

function readIfThere(path: string): Promise<string> {
  return unlessGone(() => readFile(path, "utf8"), "");
}

/** The value instead where a process or /proc isn't there, or isn't ours to look into. */
async function unlessGone<T>(read: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(code)) return instead;
    throw error;
  }
}
