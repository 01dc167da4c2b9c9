import { containerKinds, replicaKinds } from "../../faults/kinds.ts";
import { messageCapabilities } from "../../faults/messages/message-capabilities.ts";
import { down } from "../../faults/toxiproxy/down.ts";
import { isUneven, ONLY_EVEN_DELAYS } from "../../faults/toxiproxy/latency.ts";
import { toxicKinds } from "../../faults/toxiproxy/list.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import type { Edge, Graph } from "../../files/graph/graph.ts";
import type { Capabilities, Capability, Inability } from "../../judge/plan/plan.ts";
import { edgeName } from "../../values/edge-name.ts";
import { hostOf, type ListedProxy } from "../toxiproxy/listed-proxies.ts";
import { edgesUnseen } from "./edges-unseen.ts";
import type { Survey } from "./survey.ts";
import { apiPortOf } from "./toxiproxy-server.ts";
import { CA_PATH } from "./trust-override.ts";
import { unprovableFaults } from "./unprovable-faults.ts";

const BY_ENGINE: Capability = { can: true, means: "the container engine, on the container" };

/**
 * Finds what can be done to a project: toxics on the edges that run through its proxy, the rest on its containers.
 * @param packets what can be done to the packets of its networks
 */
export function composeCapabilities(
  found: Survey,
  spec: ComposeSpec,
  { system, faults }: Pick<Experiment, "system" | "faults">,
  packets: Readonly<Record<string, Capability>>,
): Capabilities {
  const toxic = toxicCapability(found, spec);
  const [unseen, otherEdges] = [edgesUnseen(spec), otherEdgesOf(found, spec)];
  return {
    platform: "compose",
    readsMetrics: true,
    faults: {
      ...Object.fromEntries([...toxicKinds, down].map(({ type }) => [type, toxic])),
      ...messageCapabilities(toxic.can && spec.proxy === "toxiproxy" ? ONLY_OUR_PROXY : toxic),
      ...Object.fromEntries([...replicaKinds, ...containerKinds].map(({ type }) => [type, BY_ENGINE])),
      ...packets,
      ...(spec.proxy === "redirect" && packets["packet-delay"]?.can ? { "packet-delay": LED_ALREADY } : {}),
    },
    refused: spec.proxy === "toxiproxy" ? refusedByToxiproxy(faults) : {},
    graph: graphOf(found, system.graph),
    factsOnly: factsOnly(found, spec),
    ...(spec.existing || spec.proxy === "toxiproxy" ? {} : { authority: authorityIn(found) }),
    ...(otherEdges === undefined ? {} : { otherEdges }),
    ...(unseen === undefined ? {} : { edgesUnseen: unseen }),
    warnings: [...warningsFor(found, spec), ...unprovableFaults(found, spec, faults)],
  };
}

const WITH_OUR_PROXY =
  "`proxy: brownout` or `proxy: redirect` under system.compose makes it (`--redirect` of `brownout inject`)";

const ONLY_OUR_PROXY: Capability = {
  can: false,
  why: "Toxiproxy knows bytes and connections, no messages",
  instead: WITH_OUR_PROXY,
};

function factsOnly({ edges }: Survey, { existing, proxy }: ComposeSpec): NonNullable<Capabilities["factsOnly"]> {
  if (proxy === "toxiproxy") {
    return { on: [], why: "Toxiproxy can't be told", instead: "take `proxy: brownout` or `proxy: redirect`" };
  }
  // There is no telling it back: an API doesn't say the keys of before.
  if (proxy === "brownout" && existing) {
    return {
      on: [],
      why: "the project's proxy stays up, and would keep it after the run",
      instead: "leave `existing` out, take `proxy: redirect`, or say it in the proxy's own configuration",
    };
  }
  return {
    on: edges.map(({ edge }) => edgeName(edge)),
    why: "it doesn't run through brownout's proxy",
    instead: "name it under system.compose.edges",
  };
}

function authorityIn({ engine }: Survey): NonNullable<Capabilities["authority"]> {
  if (engine.isOnThisMachine) return { at: `${CA_PATH} in its callers' containers` };
  return {
    why: "its file can't be mounted into containers on another machine",
    instead: "give one that its callers trust: `tls: { terminate: { cert: FILE, key: FILE } }`",
  };
}

/** Delays that Toxiproxy has no toxic for, by the faults' ids. */
function refusedByToxiproxy(faults: readonly FaultSpec[]): Readonly<Record<string, Inability>> {
  const refusal = { why: ONLY_EVEN_DELAYS, instead: WITH_OUR_PROXY };
  return Object.fromEntries(faults.filter(isUneven).map(({ id }) => [id, refusal]));
}

const LED_ALREADY: Capability = {
  can: false,
  why: "the edges' connections are redirected already",
  instead: "`latency` on the edge delays what flows",
};

/** The means to make other edges. Where there is no server, that is what is to be said. */
function otherEdgesOf({ server }: Survey, { files, proxy }: ComposeSpec): string | undefined {
  if (proxy === "redirect") return "name another one under system.compose.edges: `caller -> callee: PORT`";
  if (server === undefined) return undefined;
  return `\`brownout init --compose ${files[0]}\` puts the proxy on others; one that it is on goes under system.compose.edges`;
}

function toxicCapability({ server, project, edges, proxies }: Survey, { files, proxy }: ComposeSpec): Capability {
  const onEdges = edges.map(({ edge }) => edgeName(edge));
  if (proxy === "redirect") {
    return { can: true, means: "toxic in brownout's proxy in the caller's network, by a netfilter REDIRECT", onEdges };
  }
  if (server === undefined) {
    return {
      can: false,
      why: `${files.join(", ")} has no Toxiproxy`,
      instead: `\`brownout init --compose ${files[0]}\` writes an override that puts it on the edges`,
    };
  }
  const port = apiPortOf(server);
  if (!server.publishedPorts.includes(port)) {
    return {
      can: false,
      why: `${server.name} of ${project.name} doesn't publish its API`,
      instead: `add \`ports: ["127.0.0.1:${port}:${port}"]\` to it`,
    };
  }
  if (proxies === undefined && edges.length === 0) {
    return {
      can: false,
      why: `which proxies ${server.name} has isn't known before it is up`,
      instead: "bring it up and say `existing: true`, or name them under system.compose.edges",
    };
  }
  if (proxy === "brownout")
    return { can: true, means: `toxic in brownout's proxy, in place of ${server.name}`, onEdges };
  const proof = "a call of our own through the proxy, before and after, in HTTP, Redis' or PostgreSQL's terms";
  return { can: true, means: `toxic in Toxiproxy (${server.image})`, onEdges, proof };
}

/** Services as Compose has them; edges that run through the proxy, and those that the graph file has beside them. */
function graphOf({ project, server, edges, proxies = [] }: Survey, own: Graph | undefined): Graph {
  const services = project.services
    .filter(({ name }) => name !== server?.name)
    .map(({ name, replicas }) => ({ name, replicas }));
  const names = services.map(({ name }) => name);
  const all = new Map<string, Edge>();
  for (const edge of [...edges.map(({ edge }) => edge), ...(own?.edges ?? [])]) {
    if (names.includes(edge.caller) && names.includes(edge.callee)) all.set(edgeName(edge), edge);
  }
  const outside = outsideProxies(project, proxies);
  for (const { edge, proxy } of edges) {
    if (names.includes(edge.caller) && outside.includes(proxy)) all.set(edgeName(edge), edge);
  }
  return { name: project.name, services, edges: [...all.values()] };
}

/** Names of the proxies that lead to no service of the project: to an API of somebody else's. */
function outsideProxies({ services }: Survey["project"], proxies: readonly ListedProxy[]): string[] {
  const hosts = services.flatMap(({ hostNames }) => hostNames);
  return proxies.filter(({ upstream }) => !hosts.includes(hostOf(upstream))).map(({ name }) => name);
}

function warningsFor({ proxies = [], edges, server }: Survey, { existing, proxy }: ComposeSpec): readonly string[] {
  const strangers = proxies.flatMap(({ name, toxics }) => toxics.map((toxic) => `${toxic} on ${name}`));
  const shared = edges.filter((one) => edges.some((other) => other !== one && other.proxy === one.proxy));
  return [
    ...(existing && proxy === "redirect"
      ? ["connections that are open on redirected edges are reset once when the run begins, and once when it ends"]
      : []),
    ...(existing && strangers.length > 0
      ? [`${server?.name} has toxics that are not ours, and they are left alone: ${strangers.join(", ")}`]
      : []),
    ...shared.map(
      ({ edge, proxy }) => `${edgeName(edge)} shares the proxy ${proxy}: a toxic on it hits its other callers`,
    ),
  ];
}
