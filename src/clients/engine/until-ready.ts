import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import type { Container, ContainerRef } from "./container.ts";
import { UnhealthyError } from "./engine-errors.ts";

const POLL_MS = 200;
const LAST_LINES = 10;

/**
 * Waits until a container runs and its health check, if it has one, says that it is well. One that has done its work
 * and ended well is ready, too.
 * @throws UnhealthyError with its last log lines
 */
export async function untilReady(
  container: Container,
  { service, name }: Pick<ContainerRef, "service" | "name">,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const isReady = async () => {
    const state = await container.read();
    const why = state === undefined ? "was removed" : whyBad(state);
    if (why !== undefined) throw await unhealthy(container, `${service} (container ${name}) ${why}`);
    return state?.status === "stopped" || state?.health === "none" || state?.health === "healthy";
  };
  await pollUntil(isReady, { clock, everyMs: POLL_MS, signal });
}

/**
 * Waits until a container runs, and its health check, if it has one, has said what it thinks. That it isn't well then
 * is for others to judge: what was done to it is taken back.
 * @throws UnhealthyError when it ended again
 */
export async function untilStarted(
  container: Container,
  { service, name }: Pick<ContainerRef, "service" | "name">,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const isStarted = async () => {
    const state = await container.read();
    if (state?.health === "starting") return false;
    if (state?.status !== "stopped") return true;
    throw await unhealthy(container, `${service} (container ${name}) ended with code ${state.exitCode}`);
  };
  await pollUntil(isStarted, { clock, everyMs: POLL_MS, signal });
}

interface Condition {
  readonly status: "running" | "paused" | "stopped";
  readonly exitCode: number;
  readonly health: string;
  readonly healthSaid: string;
}

/** Tells why a container will not get ready by itself; undefined when it is, or may yet. */
export function whyBad({ status, exitCode, health, healthSaid }: Condition): string | undefined {
  if (status === "stopped" && exitCode !== 0) return `ended with code ${exitCode}`;
  if (status === "paused") return "is paused: somebody has done that, and `docker unpause` lets it go on";
  if (health === "unhealthy")
    return `is unhealthy: its health check ${healthSaid === "" ? "fails" : `said: ${healthSaid}`}`;
  return undefined;
}

/** The error for a container that is of no use. */
export async function unhealthy(container: Container, what: string): Promise<UnhealthyError> {
  const lines = await container.lastLines(LAST_LINES);
  return new UnhealthyError({
    message: `${what}; its last words:\n${lines === "" ? "(none)" : lines}`,
    hint: "`docker inspect` shows what its health check answered; `docker logs` has all that it wrote.",
  });
}
