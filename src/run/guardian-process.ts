import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { InconclusiveError } from "../values/errors.ts";

/** A guardian could not be started; without one a killed run would leave its faults in. */
class GuardianError extends InconclusiveError {
  override readonly code = "E_GUARDIAN";
}

/** The process that finishes a run's undoing when the runner is gone. */
export interface Guardian {
  /** Everything is out: it may go. Resolves when it is gone. */
  dismiss(): Promise<void>;
}

/**
 * Starts a guardian for a run and waits until it watches. It notices that this process is gone by its standard
 * input ending, whatever ended it. `cliPath` is brownout's own command line.
 * @throws GuardianError when it doesn't come up
 */
export async function startGuardian(cliPath: string, runFolderPath: string): Promise<Guardian> {
  const child = spawn(process.execPath, [cliPath, "guardian", runFolderPath], {
    // In a session of its own, so that what ends the runner's process group doesn't end it too.
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  await untilReady(child, ended);
  // It must not keep the runner's event loop alive.
  child.unref();
  return {
    async dismiss() {
      child.ref();
      child.stdin?.end("done\n");
      await ended;
    },
  };
}

async function untilReady(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const { stdout } = child;
  if (!stdout) throw new GuardianError({ message: "the guardian has no standard output" });
  const lines = createInterface({ input: stdout });
  const first = await Promise.race([once(lines, "line").then(([line]) => line), ended.then(() => undefined)]);
  lines.close();
  if (first === "ready") return;
  throw new GuardianError({
    message: "the guardian process, which takes faults out when the runner is killed, did not come up",
    hint: "run `brownout guardian --help` to see whether it starts at all",
  });
}
