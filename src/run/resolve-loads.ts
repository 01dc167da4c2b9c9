import type { CommandSpec } from "../files/experiment/commands/command.ts";
import { takesHttps } from "../files/experiment/commands/list.ts";
import { reveal } from "../files/experiment/concealed-text.ts";
import type { RequestSpec } from "../files/experiment/load-spec.ts";
import type { Plan } from "../judge/plan/plan.ts";
import type { ResolvedCommand, ResolvedLoad, ResolvedRequest } from "../load/load.ts";
import type { RunningSystem } from "../platforms/platform.ts";

/** The plan's loads with the addresses that the services got. */
export function resolveLoads(plan: Plan, system: RunningSystem): ResolvedLoad[] {
  const { loads, arms } = plan.experiment;
  return loads.map(({ command, ...load }) => ({
    ...load,
    ...(arms && { arms }),
    requests: load.requests.map((request) => resolveRequest(request, system)),
    ...(command && { command: resolveCommand(command, system) }),
  }));
}

function resolveCommand({ service, address, sends, ...rest }: CommandSpec, system: RunningSystem): ResolvedCommand {
  const addresses =
    service === undefined ? [] : system.urlsOf(service).map((url) => addressIn(url, takesHttps(rest.kind)));
  return {
    ...rest,
    addresses: address === undefined ? addresses : [reveal(address)],
    sends: sends.map(reveal),
  };
}

/** `127.0.0.1:6379`; with TLS, for what can speak it, `https://127.0.0.1:6379`. */
function addressIn(url: string, mayBeHttps: boolean): string {
  const { protocol, hostname, port } = new URL(url);
  const isHttps = protocol === "https:";
  const address = `${hostname}:${port || (isHttps ? "443" : "80")}`;
  return isHttps && mayBeHttps ? `https://${address}` : address;
}

/** From here on what must not be shown is there as it is sent: the request is for whoever sends it, and nobody else. */
function resolveRequest({ service, method, weight, ...sent }: RequestSpec, system: RunningSystem): ResolvedRequest {
  const path = reveal(sent.path);
  return {
    method,
    weight,
    urls: service === undefined ? [path] : system.urlsOf(service).map((base) => base + path),
    headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name, reveal(value)])),
    ...(sent.body === undefined ? {} : { body: reveal(sent.body) }),
  };
}
