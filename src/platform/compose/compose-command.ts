import { execFile } from "node:child_process";
import { NoComposeError } from "./compose-errors.ts";

/** A project's files are long, but not that long. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

/** Docker Compose as it is installed here. */
export interface ComposeCommand {
  /** `["docker", "compose"]`, or `["docker-compose"]`. */
  readonly argv: readonly [string, ...string[]];
  /** `2.40.3` */
  readonly version: string;
}

/** How a command ended. */
export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws NoComposeError */
export async function findCompose(): Promise<ComposeCommand> {
  for (const argv of [["docker", "compose"], ["docker-compose"]] as const) {
    const end = await run(argv, ["version", "--short"]);
    if (end?.code === 0) return { argv, version: end.stdout.trim().replace(/^v/, "") };
  }
  throw new NoComposeError({
    message: "Docker Compose is not installed: neither `docker compose` nor docker-compose can be started",
    hint: "Install the plugin: `sudo apt-get install docker-compose-v2` (docker-compose on Debian).",
  });
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
): Promise<CommandEnd> {
  const end = await run(argv, args, options);
  if (end !== undefined) return end;
  throw new NoComposeError({ message: `${argv.join(" ")} can no longer be started` });
}

/** Undefined when there is no such program. */
function run(
  [program, ...first]: readonly [string, ...string[]],
  args: readonly string[],
  { env = {}, signal }: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<CommandEnd | undefined> {
  const options = {
    env: { ...process.env, ...env, COMPOSE_ANSI: "never", COMPOSE_PROGRESS: "plain" },
    maxBuffer: OUTPUT_MAX_BYTES,
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve, reject) => {
    execFile(program, [...first, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (signal?.aborted) reject(signal.reason);
      else if (typeof code === "number") resolve({ code, stdout, stderr });
      // EACCES: it may be in a folder of PATH that isn't for this user.
      else if (code === "ENOENT" || code === "EACCES") resolve(undefined);
      else reject(error);
    });
  });
}
