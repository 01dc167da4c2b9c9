import { type ProgramEnd, runProgram } from "../../clients/os/run-program.ts";
import { NoComposeError } from "./compose-errors.ts";

/** Docker Compose as it is installed here. */
export interface ComposeCommand {
  /** `["docker", "compose"]`, or `["docker-compose"]`. */
  readonly argv: readonly [string, ...string[]];
  /** `2.40.3` */
  readonly version: string;
}

/** @throws NoComposeError */
export async function findCompose(): Promise<ComposeCommand> {
  for (const argv of [["docker", "compose"], ["docker-compose"]] as const) {
    const version = composeVersion(await run(argv, ["version", "--short"]));
    if (version !== undefined) return { argv, version };
  }
  throw new NoComposeError({
    message: "Docker Compose is not installed: neither `docker compose` nor docker-compose can be started",
    hint: "Install the plugin: `sudo apt-get install docker-compose-v2` (docker-compose on Debian).",
  });
}

/**
 * The version that `compose version --short` prints: `2.40.3`. Undefined for anything else: an old client prints its
 * help for a command that it doesn't know, and may even exit 0.
 */
export function composeVersion(end: ProgramEnd | undefined): string | undefined {
  const said = end?.code === 0 ? end.stdout.trim() : "";
  return /^v?\d+\.\d+\S*$/.test(said) ? said.replace(/^v/, "") : undefined;
}

/** Version 1 was another program; it reads the same files. */
export function isVersion1({ version }: ComposeCommand): boolean {
  return version.startsWith("1.");
}

/** Runs Compose with arguments, never through a shell. Resolves however it ended. */
export async function runCompose(
  { argv }: ComposeCommand,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<ProgramEnd> {
  const end = await run(argv, args, options);
  if (end !== undefined) return end;
  throw new NoComposeError({ message: `${argv.join(" ")} can no longer be started` });
}

/** Undefined when there is no such program. */
function run(
  argv: readonly [string, ...string[]],
  args: readonly string[],
  { env = {}, signal }: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<ProgramEnd | undefined> {
  return runProgram([...argv, ...args], {
    // Compose files may use any of its variables.
    env: { ...process.env, ...env, COMPOSE_ANSI: "never", COMPOSE_PROGRESS: "plain" },
    ...(signal === undefined ? {} : { signal }),
  });
}
