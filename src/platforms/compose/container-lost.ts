import type { Engine } from "../../clients/engine/engine.ts";
import type { ContainerReplica } from "../containers/container-replica.ts";
import { ContainerLostError } from "./compose-errors.ts";

const LAST_LINES = 8;

/** The end of a container that no fault ended. */
export interface ContainerEnd {
  /** Undefined when it is gone, or was started again, before it could be asked. */
  readonly exitCode: number | undefined;
  /** True when the kernel ended it for want of memory, as far as that can still be asked. */
  readonly outOfMemory: boolean;
  /** Its last output; empty when that is nothing, or nobody can tell any more. */
  readonly words: string;
}

/** Asks a container that has ended. */
export async function readEnd(replica: ContainerReplica): Promise<ContainerEnd> {
  const [state, words] = await Promise.all([
    replica.refresh(),
    replica.container.lastLines(LAST_LINES).catch((error: Error) => `(unreadable: ${error.message})`),
  ]);
  const isStopped = state?.status === "stopped";
  return { exitCode: isStopped ? state.exitCode : undefined, outOfMemory: isStopped && state.outOfMemory, words };
}

/** That a container ended, and how, in words. */
export function endedWords(replica: ContainerReplica, { exitCode, outOfMemory, words }: ContainerEnd): string {
  const why = outOfMemory ? ", for want of memory (OOMKilled)," : "";
  const code = exitCode === undefined ? "" : ` with code ${exitCode}${why}`;
  return `${nameOf(replica)} ended${code} while the run went on; its last words:\n${words || "(none)"}`;
}

/** For one without which nothing can be measured. */
export function endedError(replica: ContainerReplica, end: ContainerEnd): ContainerLostError {
  return new ContainerLostError({
    message: endedWords(replica, end),
    hint: "No fault of this run did it: find what did (137 is SIGKILL, by somebody or for want of memory), and run it again.",
  });
}

/**
 * For one that is there no more.
 * @param end how it ended, as far as it could still be asked
 */
export async function removedError(
  replica: ContainerReplica,
  engine: Engine,
  project: string,
  end: ContainerEnd | undefined,
): Promise<ContainerLostError> {
  const { service, ref } = replica;
  const others = await engine.containersOf(project);
  const isReplaced = others.some((one) => one.service === service && one.number === ref.number && one.id !== ref.id);
  const what = isReplaced ? "was replaced by another container" : "was removed";
  const words = end?.words ? `; its last words:\n${end.words}` : "";
  return new ContainerLostError({
    message: `${nameOf(replica)} ${what} while the run went on${words}`,
    hint: "No fault of this run did it: see what else works on the project (`docker compose up`, a deployment), and run it again.",
  });
}

function nameOf({ service, ref }: ContainerReplica): string {
  return `${service} (container ${ref.name})`;
}
