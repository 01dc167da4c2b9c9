import { spawn } from "node:child_process";
import { existsSync, readlinkSync } from "node:fs";
import { childEnvironment } from "../../clients/os/child-environment.ts";
import { type ProgramEnd, runProgram } from "../../clients/os/run-program.ts";
import { FaultError } from "../fault-error.ts";
import type { FindNamespace, Namespace } from "./namespace.ts";

/** Folder in which `ip netns` keeps the namespaces that have a name. */
const NAMED = "/run/netns";
/** Each program here is done in milliseconds; one that isn't hangs. */
const EXEC_TIMEOUT_MS = 10_000;

/** The namespace with a name (`ip netns add`); undefined when there is none. Needs root. */
export function namedNamespace(name: string, label = name): Namespace | undefined {
  const path = `${NAMED}/${name}`;
  return existsSync(path) ? enteredBy(["nsenter", `--net=${path}`, "--"], label) : undefined;
}

/** Finds namespaces of the kind `netns`. */
export const findNetns: FindNamespace = async ({ id }) => namedNamespace(id);

/**
 * The namespace that a process is in; undefined when there is no such process. Needs root.
 * @throws FaultError when it is this machine's own network
 */
function namespaceOfPid(pid: number, label: string): Namespace | undefined {
  const path = `/proc/${pid}/ns/net`;
  const namespace = namespaceId(path);
  if (namespace === undefined) return undefined;
  if (namespace === namespaceId("/proc/self/ns/net")) throw noOwnNetwork(label);
  return enteredBy(["nsenter", `--net=${path}`, "--"], label);
}

/** Refuses this machine's own network: a fault in it would hit everything. */
export function noOwnNetwork(label: string): FaultError {
  return new FaultError({
    message: `${label} has no network of its own: it uses this machine's`,
    hint: "Give it a network of its own (no network_mode: host), or leave it out of faults on packets.",
  });
}

/** The namespace of a container, by a function that looks up its current process; undefined or 0 when it has none. */
export async function containerNamespace(
  id: string,
  label: string,
  pidOf: (id: string) => Promise<number | undefined>,
): Promise<Namespace | undefined> {
  const pid = await pidOf(id);
  return pid === undefined || pid === 0 ? undefined : namespaceOfPid(pid, label);
}

function namespaceId(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}

function enteredBy(prefix: readonly string[], label: string): Namespace {
  const [enter = "", ...options] = prefix;
  return {
    label,
    exec: (argv, stdin) => execute([...prefix, ...argv], stdin),
    start: (argv, env) =>
      spawn(enter, [...options, ...argv], {
        env: childEnvironment(env ?? {}),
        stdio: ["pipe", "pipe", "pipe", "ipc"],
        detached: true,
      }),
  };
}

/** Runs a program on this machine to its end. Rejects when it can't be started or doesn't end. */
export async function execute(argv: readonly string[], stdin = ""): Promise<ProgramEnd> {
  const [program = "", ...args] = argv;
  try {
    const end = await runProgram([program, ...args], { stdin, signal: AbortSignal.timeout(EXEC_TIMEOUT_MS) });
    if (end !== undefined) return end;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FaultError({ message: `cannot run ${argv.join(" ")}: ${why}`, cause });
  }
  throw new FaultError({ message: `cannot run ${argv.join(" ")}: there is no program ${program}` });
}
