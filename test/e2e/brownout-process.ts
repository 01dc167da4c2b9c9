import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

/** The command: this tree's, or the one that BROWNOUT_CLI names, as .ci/nightly does with that of an installed package. */
export const cli = process.env.BROWNOUT_CLI ?? fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

/** The end of a process, and its output. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BrownoutProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

type Who = Pick<SpawnOptions, "env" | "uid" | "gid">;

/** `brownout ARGS` as a user starts it; ended with the test. */
export function spawnBrownout(context: TestContext, args: readonly string[], cwd = process.cwd(), who: Who = {}) {
  const child = spawn(process.execPath, [cli, ...args], { ...who, cwd, stdio: ["ignore", "pipe", "pipe"] });
  context.after(() => child.kill("SIGKILL"));
  return child;
}

/** `brownout ARGS` as a user starts it, read to its end. */
export function startBrownout(context: TestContext, args: readonly string[], cwd?: string, who?: Who): BrownoutProcess {
  const child = spawnBrownout(context, args, cwd, who);
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
    ([[code, signal], stdout, stderr]) => ({ code, signal, stdout, stderr }),
  );
  return { child, ended };
}

/** Resolves once a process has written it to stderr; rejects when it ends without. */
export function untilItSays({ stderr }: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    stderr?.on("data", (data: Buffer) => {
      said += data;
      if (words.test(said)) resolve();
    });
    stderr?.once("close", () => reject(new Error(`it never said ${words}: ${said}`)));
  });
}
