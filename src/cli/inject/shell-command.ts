import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { RunContext } from "../../assembly/run-context.ts";
import { nameProcess, programArguments } from "../../clients/os/process-table.ts";
import { trySignal } from "../../clients/os/send-signal.ts";
import { sleep } from "../../values/clock/clock.ts";
import { untilAborted } from "../../values/clock/deadline.ts";
import { InconclusiveError } from "../../values/errors.ts";
import { CommandProcesses } from "./command-processes.ts";

const SHELL = "/bin/sh";

/** Time that a command has to end by itself, once it is asked to. */
const GRACE_MS = 5_000;
/** Time that the system has to end what is killed. */
const KILL_MS = 1_000;
const LOOK_EVERY_MS = 100;

/** The shell, or the command, could not be started, or not be ended. */
class CommandError extends InconclusiveError {
  override readonly code = "E_COMMAND";
}

/**
 * Runs a line of the shell to its end, with this process's input and output.
 * @param signal ends it, with all that it has started, also what outlives the shell: what aborts it, as SIGTERM, and
 * SIGKILL after 5 s
 * @returns its exit code; 128 and the signal's number when a signal ended it, as a shell says it
 * @throws CommandError where it can't be started, and where it stays once it was to be killed
 */
export async function runShellCommand(line: string, context: RunContext, signal: AbortSignal): Promise<number> {
  // In a session of its own all of it can be found; on a terminal it couldn't be typed to then, and gets Ctrl-C by itself.
  const isApart = !process.stdin.isTTY;
  const child = spawn(SHELL, ["-c", line], { stdio: "inherit", detached: isApart });
  const exited = exitOf(child);
  const processes = child.pid === undefined ? undefined : new CommandProcesses({ pid: child.pid, isApart });
  try {
    return await untilAborted(exited, signal);
  } catch (error) {
    if (!signal.aborted || processes === undefined) throw error;
    // A program that cleans up on a Ctrl-C of the terminal takes a second signal for haste. A shell may wait for it, and go on.
    const isTold = !isApart && context.signal.reason === "SIGINT";
    const left = await endAll(processes, (pid) => !isTold || (pid === child.pid && isShellOf(line, pid)), context);
    if (child.pid === undefined || !left.includes(child.pid)) return exited;
    child.unref();
    throw new CommandError({ message: `the command could not be ended: ${nameProcess(child.pid)} still runs` });
  }
}

/** Tells whether a process is still the shell that runs a line: of its last command it may have become the program. */
function isShellOf(line: string, pid: number): boolean {
  const [program, option, text] = programArguments(pid);
  return program === SHELL && option === "-c" && text === line;
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new CommandError({ message: `the command could not be started: ${cause.message}`, cause })),
    );
    child.once("exit", (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
  });
}

/**
 * Asks processes to end, those that are to be asked, and kills what is there after the grace. One of another user, as sudo
 * starts, may not be signalled, and is left to what has started it. Says what stays.
 * @returns the numbers of those
 */
async function endAll(
  processes: CommandProcesses,
  isAsked: (pid: number) => boolean,
  context: RunContext,
): Promise<readonly number[]> {
  const { clock } = context;
  const sinceMs = clock.nowMs();
  let left = await processes.look();
  for (const { pid } of left) if (isAsked(pid)) trySignal(pid, "SIGTERM");
  while (left.length > 0 && clock.nowMs() - sinceMs < GRACE_MS + KILL_MS) {
    await sleep(clock, LOOK_EVERY_MS);
    left = await processes.look();
    if (clock.nowMs() - sinceMs >= GRACE_MS) for (const { pid } of left) trySignal(pid, "SIGKILL");
  }
  for (const { pid } of left) context.err(`${nameProcess(pid)} is of the command, and can't be ended from here`);
  return left.map(({ pid }) => pid);
}
