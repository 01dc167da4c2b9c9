import type { ComposeService } from "../../files/compose-file/compose-file.ts";
import { BETWEEN, hostOf, type ListedProxy, type ProxiedEdge, portOf } from "../toxiproxy/listed-proxies.ts";
import type { ComposeProject } from "./compose-project.ts";

/**
 * Finds which edges run through which proxies. The callee is the service that the proxy's upstream names. The callers
 * are the services that are told of the proxy's own address, `toxiproxy:20002`, in their environment or command; where
 * none is, its name says it: `caller-callee`, `caller.callee`, `caller_callee` or `caller->callee`. A proxy that leads
 * to no service of the project, or of which nobody is told, is no edge.
 */
export function proxiedEdges(
  project: ComposeProject,
  server: ComposeService,
  proxies: readonly ListedProxy[],
): readonly ProxiedEdge[] {
  const others = project.services.filter(({ name }) => name !== server.name);
  return proxies.flatMap((proxy) => {
    const callee = others.find(({ hostNames }) => hostNames.includes(hostOf(proxy.upstream)));
    if (callee === undefined) return [];
    const told = others.filter((service) => isToldOf(service, server, portOf(proxy.listen)));
    const callers = told.length > 0 ? told : others.filter(({ name }) => saysEdge(proxy.name, name, callee.name));
    return callers.map((caller) => ({ edge: { caller: caller.name, callee: callee.name }, proxy: proxy.name }));
  });
}

function isToldOf({ environment, command }: ComposeService, { hostNames }: ComposeService, port: string): boolean {
  const words = [...environment.values(), ...command];
  return hostNames.some((host) => words.some((word) => hasAddress(word, `${host}:${port}`)));
}

/** Tells whether an address stands in a text by itself, not as a part of a longer one. */
function hasAddress(text: string, address: string): boolean {
  const at = text.indexOf(address);
  if (at < 0) return false;
  const before = text.slice(0, at).at(-1) ?? "";
  const after = text.charAt(at + address.length);
  if (!/[\w.-]/.test(before) && !/\d/.test(after)) return true;
  return hasAddress(text.slice(at + 1), address);
}

function saysEdge(proxy: string, caller: string, callee: string): boolean {
  return BETWEEN.some((between) => proxy === caller + between + callee);
}
