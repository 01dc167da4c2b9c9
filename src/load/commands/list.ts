import type { CommandSpec } from "../../files/experiment/commands/command.ts";
import { UsageError } from "../../values/errors.ts";
import type { CommandKind } from "./command-connection.ts";

/** Every kind of command that a load may send. A load brings in no more than its own. */
const kinds: Readonly<Record<string, () => Promise<CommandKind>>> = {
  grpc: async () => (await import("./grpc.ts")).grpc,
  postgres: async () => (await import("./postgres.ts")).postgres,
  redis: async () => (await import("./redis.ts")).redis,
  tcp: async () => (await import("./tcp.ts")).tcp,
};

/**
 * The kinds that the loads need, by name.
 * @throws UsageError where a load's command can't be sent
 */
export async function commandKindsOf(loads: readonly LoadWithCommand[]): Promise<ReadonlyMap<string, CommandKind>> {
  const needed = new Map<string, CommandKind>();
  for (const { kind: key, settings } of loads.flatMap(({ command }) => command ?? [])) {
    const kind = needed.get(key) ?? (await kinds[key]?.());
    if (kind === undefined) throw new UsageError({ message: `there is no kind of command "${key}"` });
    kind.check?.(settings);
    needed.set(key, kind);
  }
  return needed;
}

interface LoadWithCommand {
  readonly command?: Pick<CommandSpec, "kind" | "settings">;
}
