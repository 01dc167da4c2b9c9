import type { ComposeFile, ComposeService } from "./compose-file.ts";

/** Looks services up by the names that others call them by. */
export interface Callees {
  /** Those that a host may be for a caller: on a network with it, if any is; several share an alias. */
  of(host: string, caller: ComposeService): readonly ComposeService[];
}

export function calleesOf({ services }: ComposeFile): Callees {
  const byHost = new Map<string, ComposeService[]>();
  for (const service of services) {
    for (const host of new Set(service.hostNames)) byHost.set(host, [...(byHost.get(host) ?? []), service]);
  }
  return {
    of(host, caller) {
      const all = (byHost.get(host) ?? []).filter(({ name }) => name !== caller.name);
      const near = all.filter((callee) => networkShared(caller, callee) !== undefined);
      return near.length > 0 ? near : all.slice(0, 1);
    },
  };
}

/** A network by which one service reaches another. */
export function networkShared(a: ComposeService, b: ComposeService): string | undefined {
  return a.networks.find((network) => b.networks.includes(network));
}
