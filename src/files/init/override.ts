import { dump } from "js-yaml";
import { TOXIPROXY_IMAGE } from "../../values/images.ts";
import { networkShared } from "../compose-file/callees.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import { changedTexts, SERVER } from "./changed-texts.ts";
import { serviceOf } from "./choose-edges.ts";
import type { MountedCopy } from "./mounted-copies.ts";
import type { ProxiedComposeEdge } from "./proxied-edge.ts";

const CONFIG_TARGET = "/etc/toxiproxy.json";

const HEAD = `# Puts Toxiproxy on edges of the services beside it; made by \`brownout init --compose\`, and yours to change.
#   docker compose --file THE_OTHER --file THIS up --wait
`;

/** Files beside an override, with their paths from the folder of the other file. */
export interface OverrideFiles {
  /** Toxiproxy's configuration. */
  readonly config: string;
  readonly copies: readonly MountedCopy[];
}

/**
 * A Compose file that goes on top of the other: Toxiproxy, and the callers told of its addresses in place of the
 * callees'.
 */
export function overrideText(
  file: ComposeFile,
  edges: readonly ProxiedComposeEdge[],
  { config, copies }: OverrideFiles,
): string {
  const byCaller = Map.groupBy(edges, ({ caller }) => caller);
  const copiesOf = Map.groupBy(copies, ({ caller }) => caller);
  const services = Object.fromEntries(
    [...byCaller].map(([name, own]) => [name, callerOverride(file, name, own, copiesOf.get(name) ?? [])]),
  );
  const configs = Object.fromEntries(copies.filter(isConfig).map((copy) => [configName(copy), { file: copy.path }]));
  return (
    HEAD +
    dump(
      {
        services: { ...services, [SERVER]: server(file, edges, config) },
        ...(Object.keys(configs).length > 0 && { configs }),
      },
      { lineWidth: 120 },
    )
  );
}

/** The file that Toxiproxy reads its proxies from. */
export function toxiproxyConfigText(edges: readonly ProxiedComposeEdge[]): string {
  const proxies = edges.map(({ proxy, listen, callee, host = callee, port }) =>
    JSON.stringify({ name: proxy, listen: `0.0.0.0:${listen}`, upstream: `${host}:${port}`, enabled: true }),
  );
  return `[\n  ${proxies.join(",\n  ")}\n]\n`;
}

function callerOverride(
  file: ComposeFile,
  name: string,
  edges: readonly ProxiedComposeEdge[],
  copies: readonly MountedCopy[],
) {
  const { environment, ...commands } = changedTexts(serviceOf(file, name), edges);
  // An alias of the caller's own: for it alone, the callee's name leads to Toxiproxy.
  const links = [...new Set(edges.flatMap(({ aliases }) => aliases))].map((alias) => `${SERVER}:${alias}`);
  return {
    ...(Object.keys(environment).length > 0 && { environment }),
    ...commands,
    ...mountsOf(copies),
    ...(links.length > 0 && { links }),
    depends_on: { [SERVER]: { condition: "service_healthy" } },
  };
}

/** Mounts at the targets of others take their place. */
function mountsOf(copies: readonly MountedCopy[]) {
  const volumes = copies
    .filter((copy) => !isConfig(copy))
    .map(({ path, place: { target, isReadOnly } }) => `${path}:${target}${isReadOnly ? ":ro" : ""}`);
  const configs = copies.filter(isConfig).map((copy) => ({ source: configName(copy), target: copy.place.target }));
  return { ...(volumes.length > 0 && { volumes }), ...(configs.length > 0 && { configs }) };
}

function isConfig({ place }: MountedCopy): boolean {
  return place.isConfig;
}

function configName({ caller, place }: MountedCopy): string {
  return `brownout-${caller}${place.target.replaceAll(/[^\w-]+/g, "-")}`;
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
    healthcheck: { test: ["CMD", "/toxiproxy-cli", "list"], interval: "2s", timeout: "3s", retries: 10 },
  };
}

/** A network for each edge that both its ends are in; and one that leads out, or the API could not be published. */
function networksFor(file: ComposeFile, edges: readonly ProxiedComposeEdge[]): string[] {
  const shared = edges.flatMap(({ caller, callee, isOutside }) => {
    const from = serviceOf(file, caller);
    // Nobody knows in which of them the way out is.
    return isOutside === true ? from.networks : (networkShared(from, serviceOf(file, callee)) ?? []);
  });
  const networks = [...new Set(shared)];
  return networks.every((network) => file.internalNetworks.includes(network)) ? [...networks, "default"] : networks;
}
