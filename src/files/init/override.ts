import { dump } from "js-yaml";
import { TOXIPROXY_IMAGE } from "../../values/images.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import { sharedNetwork } from "../compose-file/find-edges.ts";
import { serviceOf } from "./choose-edges.ts";
import type { ProxiedComposeEdge } from "./proxied-edge.ts";

const SERVER = "toxiproxy";
const CONFIG_TARGET = "/etc/toxiproxy.json";

const HEAD = `# Puts Toxiproxy on edges of the services beside it; made by \`brownout init --compose\`, and yours to change.
#   docker compose --file THE_OTHER --file THIS up --wait
`;

/**
 * A Compose file that goes on top of the other: Toxiproxy, and the callers told of its addresses in place of the
 * callees'. \`configPath\` is that of Toxiproxy's configuration, from the folder of the other file.
 */
export function overrideText(file: ComposeFile, edges: readonly ProxiedComposeEdge[], configPath: string): string {
  const callers = [...new Set(edges.map(({ caller }) => caller))];
  const services = Object.fromEntries(
    callers.map((name) => [
      name,
      callerOverride(
        file,
        name,
        edges.filter(({ caller }) => caller === name),
      ),
    ]),
  );
  return HEAD + dump({ services: { ...services, [SERVER]: server(file, edges, configPath) } }, { lineWidth: 120 });
}

/** The file that Toxiproxy reads its proxies from. */
export function toxiproxyConfigText(edges: readonly ProxiedComposeEdge[]): string {
  const proxies = edges.map(({ proxy, listen, callee, port }) =>
    JSON.stringify({ name: proxy, listen: `0.0.0.0:${listen}`, upstream: `${callee}:${port}`, enabled: true }),
  );
  return `[\n  ${proxies.join(",\n  ")}\n]\n`;
}

function callerOverride(file: ComposeFile, name: string, edges: readonly ProxiedComposeEdge[]) {
  const environment = changedEnvironment(serviceOf(file, name).environment, edges);
  // An alias of the caller's own: for it alone, the callee's name leads to Toxiproxy.
  const links = edges.filter(({ mentions }) => mentions.length === 0).map(({ callee }) => `${SERVER}:${callee}`);
  return {
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(links.length > 0 && { links }),
    depends_on: { [SERVER]: { condition: "service_started" } },
  };
}

/** The variables that name a callee, with Toxiproxy's address in its place and all else as it was. */
function changedEnvironment(
  before: ReadonlyMap<string, string>,
  edges: readonly ProxiedComposeEdge[],
): Record<string, string> {
  const changes = edges.flatMap(({ mentions, listen }) => mentions.map((mention) => ({ ...mention, listen })));
  const changed: Record<string, string> = {};
  // From the end on, so that what is changed moves nothing that is still to be.
  for (const { variable, from, to, holds, listen } of changes.toSorted((a, b) => b.from - a.from)) {
    const value = changed[variable] ?? before.get(variable) ?? "";
    const by = holds === "host and port" ? `${SERVER}:${listen}` : holds === "host" ? SERVER : String(listen);
    changed[variable] = value.slice(0, from) + by + value.slice(to);
  }
  return changed;
}

function server(file: ComposeFile, edges: readonly ProxiedComposeEdge[], configPath: string) {
  const networks = networksFor(file, edges);
  return {
    image: TOXIPROXY_IMAGE,
    command: ["-host=0.0.0.0", `-config=${CONFIG_TARGET}`, "-proxy-metrics"],
    volumes: [`${configPath}:${CONFIG_TARGET}:ro`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own variables
    ports: ["127.0.0.1:${TOXIPROXY_PORT:-8474}:8474"],
    ...(networks.some((network) => network !== "default") && { networks }),
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    healthcheck: { test: ["CMD", "/toxiproxy-cli", "list"], interval: "5s", timeout: "3s" },
  };
}

/** A network for each edge that both its ends are in; and one that leads out, or the API could not be published. */
function networksFor(file: ComposeFile, edges: readonly ProxiedComposeEdge[]): string[] {
  const shared = edges.flatMap(
    ({ caller, callee }) => sharedNetwork(serviceOf(file, caller), serviceOf(file, callee)) ?? [],
  );
  const networks = [...new Set(shared)];
  return networks.every((network) => file.internalNetworks.includes(network)) ? [...networks, "default"] : networks;
}
