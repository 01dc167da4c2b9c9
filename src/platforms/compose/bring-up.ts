import type { ContainerRef } from "../../clients/engine/container.ts";
import { unhealthy, untilReady, whyBad } from "../../clients/engine/until-ready.ts";
import type { ProgramEnd } from "../../clients/os/run-program.ts";
import { TOKEN_VARIABLE } from "../../clients/os/run-token.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import { runCompose } from "./compose-command.ts";
import { BringUpError, ImageMissingError, PortTakenError } from "./compose-errors.ts";
import { lastLine } from "./compose-project.ts";
import type { Survey } from "./survey.ts";

/** Long: images may have to be fetched first. */
const UP_WITHIN_MS = 300_000;
/** A health check that is asked every 30 s needs this to have failed three times. */
const READY_WITHIN_MS = 120_000;

export interface BringUpOptions {
  readonly clock: Clock;
  readonly survey: Survey;
  /** Files on top of the project's own, for `--file`. */
  readonly overrides: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
}

/**
 * Has Compose bring a project up. What is up when it rejects is for its undo record.
 * @param which options of `up` and names of services; none for all of it
 */
export async function bringUp(
  options: BringUpOptions,
  signal: AbortSignal,
  which: readonly string[] = ["--detach"],
): Promise<void> {
  const { clock, survey, overrides, token } = options;
  const args = [...survey.project.args, ...overrides.flatMap((file) => ["--file", file]), "up", ...which];
  const env = { ...options.env, [TOKEN_VARIABLE]: token };
  const end = await withDeadline(clock, UP_WITHIN_MS, (deadline) =>
    runCompose(survey.compose, args, { env, signal: AbortSignal.any([signal, deadline]) }),
  );
  if (end.code !== 0) throw await upError(end, survey);
}

/**
 * Waits until all containers are well.
 * @throws UnhealthyError for one that isn't, or says nothing for so long
 */
export async function untilAllReady(
  found: Pick<Survey, "engine">,
  containers: readonly ContainerRef[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const late = new AbortController();
  try {
    await withDeadline(clock, READY_WITHIN_MS, (deadline) => {
      deadline.addEventListener("abort", () => late.abort(), { once: true });
      return allReady(found, containers, clock, AbortSignal.any([signal, deadline]));
    });
  } catch (error) {
    throw late.signal.aborted && !signal.aborted ? ((await unready(found, containers)) ?? error) : error;
  }
}

async function allReady(
  { engine }: Pick<Survey, "engine">,
  containers: readonly ContainerRef[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  try {
    await Promise.all(containers.map((ref) => untilReady(engine.container(ref.id), ref, clock, either)));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

/** The error for the first container whose health check has said nothing yet. */
async function unready(
  { engine }: Pick<Survey, "engine">,
  containers: readonly ContainerRef[],
): Promise<Error | undefined> {
  for (const { id, service, name } of containers) {
    const container = engine.container(id);
    if ((await container.read())?.health !== "starting") continue;
    const what = `${service} (container ${name}) is still starting after ${READY_WITHIN_MS / 1000} s: its health check hasn't said that it is well`;
    return unhealthy(container, what);
  }
  return undefined;
}

/** Makes an error of a failed start. A container's own trouble says more than Compose does. */
async function upError({ stderr }: ProgramEnd, { engine, project, compose }: Survey): Promise<Error> {
  for (const ref of await engine.containersOf(project.name)) {
    const container = engine.container(ref.id);
    const state = await container.read();
    const why = state === undefined || state.startedAt.startsWith("0001") ? undefined : whyBad(state);
    if (why !== undefined) return unhealthy(container, `${ref.service} (container ${ref.name}) ${why}`);
  }
  const command = [...compose.argv, ...project.args].join(" ");
  const message = `Compose could not bring ${project.name} up: ${lastLine(stderr)}`;
  if (/port is already allocated|address already in use/.test(stderr)) return portTaken(message);
  for (const { name, image } of project.services) {
    if (image === undefined || (await engine.hasImage(image))) continue;
    const hint = `Get it: \`${command} pull ${name}\`, or build it: \`${command} build ${name}\`.`;
    return new ImageMissingError({ message: `${message} (${name} has no image ${image} here)`, hint });
  }
  return new BringUpError({ message, hint: `\`${command} up\` says more.` });
}

/** Engines name the address: `listen tcp4 127.0.0.1:8080: bind: …`, `Bind for 127.0.0.1:8080 failed: …`. */
function portTaken(message: string): PortTakenError {
  const [, port] = /(?:listen tcp\d?|Bind for) \S*:(\d+)/.exec(message) ?? [];
  const find =
    port === undefined ? "" : ` (\`docker ps --filter publish=${port}\` or \`ss -ltnp sport = :${port}\` finds it)`;
  return new PortTakenError({ message, hint: `End what has the port${find}, or publish another one.` });
}
