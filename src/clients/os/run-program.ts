import { execFile } from "node:child_process";
import { childEnvironment } from "./child-environment.ts";

/** The end of a program. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Beside what it gets of this process's; see {@link childEnvironment}. */
  readonly env?: NodeJS.ProcessEnv;
  /** Text that it reads on standard input; nothing unless said. */
  readonly stdin?: string;
  /** Ends it, with SIGKILL; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The longest output is that of a project's files, which are long, but not that long. */
const OUTPUT_MAX_BYTES = 64 * 2 ** 20;

/**
 * Runs a program of this machine to its end, never through a shell. Resolves however it ended; with undefined when there
 * is no such program. Rejects when it can't be started for another reason, or was ended from outside.
 */
export function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { env = {}, stdin = "", signal }: ProgramOptions = {},
): Promise<ProgramEnd | undefined> {
  const options = {
    env: childEnvironment(env),
    maxBuffer: OUTPUT_MAX_BYTES,
    killSignal: "SIGKILL",
    ...(signal === undefined ? {} : { signal }),
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (signal?.aborted) reject(signal.reason);
      else if (typeof code === "number") resolve({ code, stdout, stderr });
      // EACCES: it may be in a folder of PATH that isn't for this user.
      else if (code === "ENOENT" || code === "EACCES") resolve(undefined);
      else reject(error);
    });
    // A program that ends without reading its input is no error of its own.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
  });
}
