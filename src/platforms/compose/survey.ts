import type { ContainerRef, ContainerState } from "../../clients/engine/container.ts";
import { Engine } from "../../clients/engine/engine.ts";
import { findEngine } from "../../clients/engine/engine-address.ts";
import type { ComposeService } from "../../files/compose-file/compose-file.ts";
import { parseEdge } from "../../files/experiment/resolve-names.ts";
import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import { edgeName } from "../../values/edge-name.ts";
import { type ListedProxy, listProxies, type ProxiedEdge } from "../toxiproxy/listed-proxies.ts";
import { type ComposeCommand, findCompose } from "./compose-command.ts";
import { ComposeFileError } from "./compose-errors.ts";
import { type ComposeProject, readProject } from "./compose-project.ts";
import { type CalledEdge, calledEdges } from "./interposed/called-edges.ts";
import { proxiedEdges } from "./proxied-edges.ts";
import { configFileOf, proxyServiceOf, publishedApiPort, readProxyConfig } from "./toxiproxy-server.ts";

/** The way to find out why its Toxiproxy does not answer. */
export const LOOK_AT_IT = "`docker compose ps` and `docker compose logs` say how it is.";

/** The parts of a project that are there before a run does anything with it. */
export interface Survey {
  readonly engine: Engine;
  readonly compose: ComposeCommand;
  readonly project: ComposeProject;
  /** Its containers, the stopped ones too. */
  readonly containers: readonly ContainerRef[];
  /** The service that edges run through; undefined when the project has none. */
  readonly server: ComposeService | undefined;
  /** Undefined when nothing says which proxies the server will have. */
  readonly proxies: readonly ListedProxy[] | undefined;
  readonly edges: readonly ProxiedEdge[];
  /** Those that are redirected, where the experiment says so. */
  readonly redirected: readonly CalledEdge[];
}

/** Reads a project's files and what runs of it; changes nothing. */
export async function survey(spec: ComposeSpec): Promise<Survey> {
  const [engine, compose] = await Promise.all([Engine.open(findEngine(process.env)), findCompose()]);
  const project = await readProject(compose, spec, composeEnvironment(spec));
  const containers = await engine.containersOf(project.name);
  const found = { engine, compose, project, containers };
  if (spec.proxy === "redirect") {
    const redirected = calledEdges(project, spec);
    const edges = redirected.map(({ edge }) => ({ edge, proxy: edgeName(edge) }));
    return { ...found, server: undefined, proxies: [], edges, redirected };
  }
  const server = proxyServiceOf(project);
  const proxies = server && (await proxiesOf(server, containers, engine));
  return { ...found, server, proxies, edges: edgesOf(spec, project, server, proxies), redirected: [] };
}

/** Variables that a compose file may ask for: which variant of the graph it is to be. */
export function composeEnvironment({ variant }: ComposeSpec): Readonly<Record<string, string>> {
  return variant === undefined ? {} : { BROWNOUT_VARIANT: variant };
}

/** A running server knows best; before it runs, the file that it will read does. */
async function proxiesOf(
  server: ComposeService,
  containers: readonly ContainerRef[],
  engine: Engine,
): Promise<readonly ListedProxy[] | undefined> {
  const container = containers.find(({ service }) => service === server.name);
  const state = container && (await engine.container(container.id).read());
  const apiUrl = state?.status === "running" ? apiUrlOf(server, state, engine) : undefined;
  if (apiUrl !== undefined) return listProxies(apiUrl, LOOK_AT_IT);
  const path = configFileOf(server);
  return path === undefined ? undefined : readProxyConfig(path);
}

/** Base URL of a server's API as it is reached from here; undefined when it isn't published. */
export function apiUrlOf(server: ComposeService, state: ContainerState, engine: Engine): string | undefined {
  const port = publishedApiPort(server, state);
  return port === undefined ? undefined : `http://${engine.machine}:${port}`;
}

/** The edges that run through the proxies that a server has. */
export function edgesOf(
  spec: ComposeSpec,
  project: ComposeProject,
  server: ComposeService | undefined,
  proxies: readonly ListedProxy[] | undefined,
): readonly ProxiedEdge[] {
  const named = Object.entries(spec.edges).map(([text, proxy]) => {
    const edge = parseEdge(text);
    if (edge !== undefined) return { edge, proxy };
    throw new ComposeFileError({
      message: `system.compose.edges: "${text}" is no edge`,
      hint: "Write caller -> callee.",
    });
  });
  const told = new Set(named.map(({ proxy }) => proxy));
  const found = server === undefined ? [] : proxiedEdges(project, server, proxies ?? []);
  return [...named, ...found.filter(({ proxy }) => !told.has(proxy))];
}
