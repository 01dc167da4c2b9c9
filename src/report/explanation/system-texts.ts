import type { ComposeSpec, ExternalSpec, KubernetesSpec } from "../../files/experiment/system-spec.ts";
import type { Graph } from "../../files/graph/graph.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { edgeName } from "../../values/edge-name.ts";
import { howMany } from "../terminal/figures.ts";
import type { ExplanationText } from "./section.ts";

/** Tells what is brought up, or taken as it runs, and what becomes of it at the end. */
export function systemTexts(plan: Plan): readonly ExplanationText[] {
  const { graph } = plan.experiment.system;
  return [
    ...broughtUp(plan),
    ...(graph === undefined || graph.services.length === 0
      ? []
      : [`${howMany(graph.services.length, "service")}: ${servicesOf(graph)}.`]),
    ...(graph === undefined || graph.edges.length === 0 ? [] : [edgesOf(graph, plan)]),
    ...(plan.where === undefined ? [] : [`Where: ${plan.where}.`]),
    ...(plan.production === undefined ? [] : [`This looks like production: ${plan.production}. A person must agree.`]),
  ];
}

function broughtUp({ platform, experiment: { system } }: Plan): readonly string[] {
  const { compose, kubernetes, external, graph } = system;
  if (platform === "local" && graph !== undefined) return [localText(graph)];
  if (platform === "compose" && compose !== undefined) return [composeText(compose)];
  if (platform === "kubernetes" && kubernetes !== undefined) return [clusterText(kubernetes)];
  if (platform === "external" && external !== undefined) return [externalText(external)];
  return [`The system is taken as it is found on ${platform}.`];
}

function localText({ name, variant }: Graph): string {
  const which = variant === undefined ? name : `${name}, variant ${variant}`;
  return (
    `brownout starts the services of the graph ${which} on this machine, a program for each replica, with a fault ` +
    "proxy of its own on the calls between them, and ends all of it after the run, however that ends."
  );
}

function composeText({ files, existing, proxy }: ComposeSpec): string {
  const project = `the Docker Compose project of ${files.join(", ")}`;
  const course = existing
    ? `brownout takes ${project} as it runs, and lets it run on.`
    : `brownout brings up ${project}, and takes it down after the run, however that ends.`;
  return `${course} Calls between its services run through ${PROXIES[proxy]}.`;
}

const PROXIES: Readonly<Record<ComposeSpec["proxy"], string>> = {
  toxiproxy: "the Toxiproxy that the project has",
  brownout: "brownout's fault proxy, in the place of the project's Toxiproxy",
  redirect: "brownout's fault proxies, to which each caller's connections are redirected",
};

function clusterText({ manifests }: KubernetesSpec): string {
  if (manifests.length === 0)
    return "brownout takes what runs in a namespace of a cluster as it is, and lets it run on.";
  return `brownout applies ${manifests.join(", ")} to a namespace of a cluster, and removes it after the run, however that ends.`;
}

function externalText({ edges }: ExternalSpec): string {
  const proxies = edges.map(({ edge, listen, upstream }) => `${edgeName(edge)} (at ${listen}, to ${upstream})`);
  const own =
    proxies.length === 0 ? "puts nothing in between" : `puts its fault proxy on ${proxies.join(", ")} while it runs`;
  return `brownout takes what runs already as it is, ${own}, and lets it run on.`;
}

function servicesOf({ services }: Graph): string {
  return services.map(({ name, replicas }) => (replicas === 1 ? name : `${name} (${replicas} replicas)`)).join(", ");
}

function edgesOf({ edges }: Graph, { edgesUnseen }: Plan): string {
  const names = edges.map(edgeName).join(", ");
  const unseen = edgesUnseen === undefined ? "" : ` None of them is measured here: ${edgesUnseen.why}.`;
  return `Who calls whom: ${names}. A caller's use of one callee is an edge.${unseen}`;
}
