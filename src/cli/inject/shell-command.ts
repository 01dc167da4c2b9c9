import { spawn } from "node:child_process";
import { constants } from "node:os";
import { sendSignal } from "../../clients/os/send-signal.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { InconclusiveError } from "../../values/errors.ts";

/** Time that a command has to end by itself, once it is asked to. */
const GRACE_MS = 5_000;

/** The shell, or the command, could not be started. */
class CommandError extends InconclusiveError {
  override readonly code = "E_COMMAND";
}

/**
 * Runs a line of the shell to its end, with this process's input and output.
 * @param signal ends it: what aborts it, as SIGTERM, and SIGKILL after 5 s
 * @returns its exit code; 128 and the signal's number when a signal ended it, as a shell says it
 */
export function runShellCommand(line: string, clock: Clock, signal: AbortSignal): Promise<number> {
  // In a group of its own all of it can be ended; on a terminal it couldn't be typed to then, and gets Ctrl-C by itself.
  const isApart = !process.stdin.isTTY;
  const child = spawn("/bin/sh", ["-c", line], { stdio: "inherit", detached: isApart });
  return new Promise<number>((resolve, reject) => {
    let cancel: () => void = () => undefined;
    const end = (name: NodeJS.Signals) => {
      if (child.pid !== undefined) sendSignal(isApart ? -child.pid : child.pid, name);
    };
    const onAbort = () => {
      end("SIGTERM");
      cancel = clock.after(GRACE_MS, () => end("SIGKILL"));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    const settle = () => {
      cancel();
      signal.removeEventListener("abort", onAbort);
    };
    child.once("error", (cause) => {
      settle();
      reject(new CommandError({ message: `the command could not be started: ${cause.message}`, cause }));
    });
    child.once("exit", (code, name) => {
      settle();
      resolve(code ?? 128 + (name === null ? 0 : constants.signals[name]));
    });
  });
}
