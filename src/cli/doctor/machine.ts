import { readFile } from "node:fs/promises";
import { createConnection } from "node:net";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import { findCluster } from "../../clients/cluster/find-cluster.ts";
import { openCluster } from "../../clients/cluster/open-cluster.ts";
import { type ProgramEnd, runProgram } from "../../clients/os/run-program.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { seededRandom } from "../../values/random/random.ts";

/** Questions that checks may ask of the machine. Nothing here changes it. */
export interface Machine {
  /** `linux`, `darwin`, … */
  readonly platform: string;
  /** Of the Node that runs this, without a v. */
  readonly nodeVersion: string;
  /** Undefined when there is no such program. Rejects when the signal aborts. */
  run(argv: readonly [string, ...string[]], signal: AbortSignal): Promise<ProgramEnd | undefined>;
  /** A file as it is; undefined when there is none that may be read. */
  read(path: string): Promise<Buffer | undefined>;
  /** Tells whether somebody listens on a port of 127.0.0.1. */
  isTaken(port: number, signal: AbortSignal): Promise<boolean>;
  /** Of kubectl's context, unless another one was named. Rejects with a BrownoutError when there is none. */
  openCluster(): Promise<Cluster>;
}

/** The cluster and namespace to look at, where they aren't the context's own. */
export interface ClusterPlace {
  readonly context?: string;
  readonly namespace?: string;
}

/** Less than a check has: a cluster that doesn't answer is to be named. */
const CLUSTER_PATIENCE_MS = 3000;

/** The machine that this runs on. */
export function thisMachine(clock: Clock, place: ClusterPlace = {}): Machine {
  return { ...ownMachine, openCluster: () => openOwnCluster(clock, place) };
}

async function openOwnCluster(clock: Clock, { context, namespace }: ClusterPlace): Promise<Cluster> {
  const address = findCluster(process.env, context);
  return openCluster(address, {
    clock,
    random: seededRandom(process.pid),
    patienceMs: CLUSTER_PATIENCE_MS,
    ...(namespace === undefined ? {} : { namespace }),
  });
}

const ownMachine: Omit<Machine, "openCluster"> = {
  platform: process.platform,
  nodeVersion: process.versions.node,

  run: (argv, signal) => runProgram(argv, { signal, env: { LC_ALL: "C" } }),

  async read(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if (["ENOENT", "EACCES", "EPERM", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? ""))
        return undefined;
      throw error;
    }
  },

  isTaken: (port, signal) =>
    new Promise((resolve, reject) => {
      const socket = createConnection({ host: "127.0.0.1", port, signal });
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNREFUSED") resolve(false);
        else reject(signal.aborted ? signal.reason : error);
      });
    }),
};
