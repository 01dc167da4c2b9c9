import { UsageError } from "../../values/errors.ts";
import type { CommandKind } from "./command-connection.ts";

/** Every kind of command that a load may send. A load brings in no more than its own. */
const kinds: Readonly<Record<string, () => Promise<CommandKind>>> = {
  postgres: async () => (await import("./postgres.ts")).postgres,
  redis: async () => (await import("./redis.ts")).redis,
  tcp: async () => (await import("./tcp.ts")).tcp,
};

/** The kinds by name. */
export async function loadCommandKinds(keys: Iterable<string>): Promise<ReadonlyMap<string, CommandKind>> {
  const entries = [...new Set(keys)].map(async (key) => {
    const kind = await kinds[key]?.();
    if (kind === undefined) throw new UsageError({ message: `there is no kind of command "${key}"` });
    return [key, kind] as const;
  });
  return new Map(await Promise.all(entries));
}
