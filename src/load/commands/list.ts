import type { CommandSpec } from "../../files/experiment/commands/command.ts";
import { reveal } from "../../files/experiment/concealed-text.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { UsageError } from "../../values/errors.ts";
import type { ResolvedLoad } from "../load.ts";
import type { CommandKind, Connect } from "./command-connection.ts";
import { CommandError } from "./command-error.ts";

/** A run waits 10 s for its load to begin: an answer by then says more than that it didn't. */
const ASKING_MAX_MS = 5000;

/** Every kind of command that a load may send. A load brings in no more than its own. */
const kinds: Readonly<Record<string, () => Promise<CommandKind>>> = {
  grpc: async () => (await import("./grpc.ts")).grpc,
  postgres: async () => (await import("./postgres.ts")).postgres,
  redis: async () => (await import("./redis.ts")).redis,
  tcp: async () => (await import("./tcp.ts")).tcp,
};

interface LoadWithCommand {
  readonly command?: Pick<CommandSpec, "kind" | "sends" | "settings">;
}

/** @throws UsageError where a load's command can't be sent, as far as that shows without its server */
export async function checkCommands(loads: readonly LoadWithCommand[]): Promise<void> {
  for (const { kind, sends, settings } of loads.flatMap(({ command }) => command ?? [])) {
    (await kindOf(kind)).check?.({ sends: sends.map(reveal), settings });
  }
}

/**
 * Makes ready to connect for each load of commands; by the names of the loads. To ask their servers takes no longer than one
 * command may, and 5 s.
 * @throws CommandError where a load's command can't be sent
 */
export async function prepareCommands(
  loads: readonly ResolvedLoad[],
  clock: Clock,
): Promise<ReadonlyMap<string, Connect>> {
  const ready = loads.map(async ({ name, command, timeoutMs }) => {
    if (command === undefined) return [];
    const kind = await kindOf(command.kind);
    // Not before: on a busy machine it takes a while until a kind is there.
    const untilMs = clock.wallMs() + Math.min(timeoutMs, ASKING_MAX_MS);
    const connect = await kind.prepare(command, untilMs).catch((error) => {
      throw error instanceof CommandError ? error.ofLoad(name) : error;
    });
    return [[name, connect] as const];
  });
  return new Map((await Promise.all(ready)).flat());
}

async function kindOf(key: string): Promise<CommandKind> {
  const kind = await kinds[key]?.();
  if (kind === undefined) throw new UsageError({ message: `there is no kind of command "${key}"` });
  return kind;
}
