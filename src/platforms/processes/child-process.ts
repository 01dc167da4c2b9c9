import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { childEnvironment } from "../../clients/os/child-environment.ts";
import { REPLICA_VARIABLE } from "../../clients/os/run-processes.ts";
import { TOKEN_VARIABLE } from "../../clients/os/run-token.ts";
import { trySignal } from "../../clients/os/send-signal.ts";
import { DiedAtStartError, LogFolderError } from "./process-errors.ts";

const LAST_LINES = 8;

export interface ChildSpec {
  /** For messages: `pricing, replica 1`. */
  readonly title: string;
  /** A program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Ours where none is said. */
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  /** The replica that it is of, as all processes that it starts are: `pricing-1`. */
  readonly replica?: string;
  readonly logPath: string;
  /** The network namespace to start it in; this machine's own unless said otherwise. */
  readonly netns?: string | undefined;
}

/** The end of a process: `code` when it exited, `signal` when it was ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The reason it could not be started. */
  readonly why?: string;
}

/** One process of a system. Its output goes straight to its log file; its end is there to be awaited. */
export class Child {
  readonly title: string;
  readonly #logPath: string;
  /** Offset at which its own output begins in a log that an earlier process in its place has written to. */
  readonly #logStart: number;
  readonly #process: ChildProcess;
  /** Resolves when the process is gone, also when it could not be started (code null, signal null). */
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;

  /**
   * Starts it. Its stdin is a pipe that we hold and that closes with us, whatever becomes of us; it has a session
   * of its own, so that a Ctrl-C in the terminal reaches us alone. Its log is at a fourth descriptor, too, by which
   * a process is known that has made itself a daemon.
   */
  constructor(spec: ChildSpec) {
    this.title = spec.title;
    this.#logPath = spec.logPath;
    const log = openLog(spec.logPath);
    try {
      this.#logStart = fstatSync(log).size;
      const [command = "", ...args] = commandOf(spec);
      this.#process = spawn(command, args, {
        ...(spec.cwd !== undefined && { cwd: spec.cwd }),
        env: childEnvironment({
          ...spec.env,
          [TOKEN_VARIABLE]: spec.token,
          ...(spec.replica !== undefined && { [REPLICA_VARIABLE]: spec.replica }),
        }),
        stdio: ["pipe", log, log, log],
        detached: true,
      });
    } finally {
      closeSync(log);
    }
    this.exited = new Promise((resolve) => {
      const settle = (exit: Exit) => {
        this.#exit = exit;
        resolve(exit);
      };
      this.#process.once("error", ({ message }) => settle({ code: null, signal: null, why: message }));
      this.#process.once("exit", (code, signal) => settle({ code, signal }));
    });
  }

  /** -1 when it could not be started. */
  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** The end of it, or undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Signals it and all that are in its process group. Returns the error where none of them may be signalled. */
  signalGroup(signal: NodeJS.Signals): Error | undefined {
    // The group of 1 would be everybody.
    return this.pid > 1 ? trySignal(-this.pid, signal) : undefined;
  }

  /** Reads what it and those that it started wrote, from a byte of that on. */
  output(fromByte = 0): Buffer {
    const log = openSync(this.#logPath, "r");
    try {
      const from = this.#logStart + fromByte;
      const bytes = Buffer.alloc(Math.max(0, fstatSync(log).size - from));
      return bytes.subarray(0, readSync(log, bytes, 0, bytes.length, from));
    } finally {
      closeSync(log);
    }
  }

  /** The last lines that it wrote; why there are none when its log can't be read. */
  lastLines(): string {
    try {
      return this.output().toString().trimEnd().split("\n").slice(-LAST_LINES).join("\n");
    } catch (error) {
      // This is for the message of another error, which must not be lost.
      return `(${(error as Error).message})`;
    }
  }

  /** The end of a sentence about it, with the last lines that it wrote. */
  lastWords(): string {
    const lines = this.lastLines();
    return lines === "" ? "it has written nothing" : `its last words:\n${lines}`;
  }
}

/** nsenter becomes the program that it starts: its pid, its signals and its end are the program's. */
function commandOf({ command, netns }: ChildSpec): readonly string[] {
  return netns === undefined ? command : ["nsenter", `--net=/run/netns/${netns}`, "--", ...command];
}

function openLog(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "a", 0o600);
  } catch (cause) {
    throw new LogFolderError({
      message: `cannot write ${path}`,
      hint: "Make room, or choose a folder that you may write to.",
      cause,
    });
  }
}

/** `exited with code 1`, `was ended by SIGKILL`, `could not be started`. */
export function describeExit({ code, signal, why }: Exit): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === null ? `could not be started${why === undefined ? "" : ` (${why})`}` : `exited with code ${code}`;
}

/** A sentence on the end of a process that nobody asked for, and on others that it left behind. */
export function lastOf(child: Child, exit: Exit, left: readonly string[] = []): string {
  const behind = left.length === 0 ? "" : ` and left ${left.join(", ")} behind`;
  return `${child.title} ${describeExit(exit)} while the run went on${behind}; ${child.lastWords()}`;
}

/** The error for a process that ended before it was of use. */
export function diedAtStart(child: Child, exit: Exit): DiedAtStartError {
  return new DiedAtStartError({
    message: `${child.title} ${describeExit(exit)} at start; ${child.lastWords()}`,
    hint: exit.code === 0 ? "A service goes on until it is told to end." : "Its log in the run's folder has all of it.",
  });
}
