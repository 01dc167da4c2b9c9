import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createConnection } from "node:net";

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What checks may ask of the machine. Nothing here changes it. */
export interface Machine {
  /** `linux`, `darwin`, … */
  readonly platform: string;
  /** Of the Node that runs this, without a v. */
  readonly nodeVersion: string;
  /** Undefined when there is no such program. Rejects when the signal aborts. */
  run(argv: readonly [string, ...string[]], signal: AbortSignal): Promise<ProgramEnd | undefined>;
  /** A file as it is; undefined when there is none that may be read. */
  read(path: string): Promise<Buffer | undefined>;
  /** Whether somebody listens on a port of 127.0.0.1. */
  isTaken(port: number, signal: AbortSignal): Promise<boolean>;
}

/** The machine that this runs on. */
export const thisMachine: Machine = {
  platform: process.platform,
  nodeVersion: process.versions.node,

  run: ([program, ...args], signal) =>
    new Promise((resolve, reject) => {
      const env = { ...process.env, LC_ALL: "C" };
      execFile(program, args, { signal, env, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === "number") resolve({ code, stdout, stderr });
        else if (code === "ENOENT" || code === "EACCES") resolve(undefined);
        else reject(signal.aborted ? signal.reason : error);
      });
    }),

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
