import { UsageError } from "../../values/errors.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import type { ComposeEdge } from "../compose-file/find-edges.ts";
import { serviceName } from "../experiment/service-name.ts";
import type { GivenEdge } from "./choose-edges.ts";
import type { FirstExperiment } from "./first-experiment.ts";
import type { ProxiedComposeEdge } from "./proxied-edge.ts";
import { speaksTls } from "./speaks-tls.ts";

/** Words of the experiment about its project. */
export interface ProjectWords {
  /** Paths from the experiment's folder. */
  readonly files: readonly string[];
  /** Edges that are to be redirected, of those that the file doesn't show; undefined where an override has proxies. */
  readonly redirect?: readonly GivenEdge[];
  /** Edges that the platform doesn't find by itself, as those to hosts outside of the file. */
  readonly hidden?: readonly ProxiedComposeEdge[];
}

/**
 * A first experiment on one of the edges: one that speaks HTTP, if any does.
 * @throws UsageError when no edge has names that an experiment can speak of
 */
export function firstExperiment(
  file: ComposeFile,
  edges: readonly ComposeEdge[],
  project: ProjectWords,
): FirstExperiment {
  const usable = edges
    .map((edge) => ({ ...edge, callee: calleeName(edge) }))
    .filter(({ caller, callee }) => serviceName.test(caller) && serviceName.test(callee));
  const edge = usable.find(({ scheme }) => scheme === "http") ?? usable[0];
  if (edge === undefined) {
    throw new UsageError({
      message: "no edge has names that an experiment can speak of",
      hint: "Names of services have letters, digits, _ and -; rename one that has a dot.",
    });
  }
  const { caller, callee } = edge;
  const name = `slow-${callee
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")}`;
  const entry = entryTo(caller, file, edges);
  return { name, text: textOf({ name, caller, callee, entry, proxy: proxyWords(edge, project) }, project) };
}

/** The experiment in words of its own. */
interface ExperimentWords {
  readonly name: string;
  readonly caller: string;
  readonly callee: string;
  readonly entry: string;
  readonly proxy: string;
}

/** The stock Toxiproxy has nothing to show for a toxic on what it can't talk to. */
function proxyWords(edge: ComposeEdge, { redirect }: ProjectWords): string {
  if (redirect !== undefined || (edge.isOutside !== true && !speaksTls(edge))) return "";
  return "\n    proxy: brownout # in Toxiproxy's place, as it counts what toxics do to TLS; needs the image brownout-proxy";
}

function textOf({ name, caller, callee, entry, proxy }: ExperimentWords, project: ProjectWords): string {
  return `# A first experiment; change it to what you want to know. The format: docs/writing-experiments.md of brownout.
name: ${name}
title: ${entry} keeps answering when ${caller} -> ${callee} takes 500 ms longer

system:
  compose:
    file: ${JSON.stringify(project.files)}${proxy}${redirectWords(project)}${hiddenWords(project)}
    # existing: true  # when it is up already, and shall stay up

load:
  visitors:
    # A request that leads to ${caller} -> ${callee}. ${entry} must publish a port for it.
    request: GET ${entry}/
    rate: 50/s
    timeout: 10s

phases: { warm-up: 3s, baseline: 10s, fault: 20s, recovery: 10s }

steady-state: # must hold in the baseline, or nothing is injected
  - visitors.error_rate < 1%

faults:
  - type: latency
    on: ${caller} -> ${callee}
    latency: 500ms
    jitter: 50ms

abort: # judged live; the first to hold takes the fault out
  - visitors.error_rate > 50% over 5s

expect: # judged over the fault phase
  - visitors.error_rate < 1%
  - visitors.p95 < 2s
  - visitors.recovery < 10s
`;
}

function redirectWords({ redirect }: ProjectWords): string {
  if (redirect === undefined) return "";
  const edges = redirect.map(({ caller, callee, port }) => `\n      ${caller} -> ${callee}: ${port}`);
  return `\n    proxy: redirect # the project's files and addresses stay as they are; takes root${edges.length > 0 ? "\n    edges:" : ""}${edges.join("")}`;
}

function hiddenWords({ hidden = [] }: ProjectWords): string {
  if (hidden.length === 0) return "";
  const lines = hidden.map((edge) => `\n      ${edge.caller} -> ${calleeName(edge)}: ${edge.proxy}`);
  return `\n    edges: # that the files don't show, and the proxy of each${lines.join("")}`;
}

function calleeName({ callee, isOutside }: ComposeEdge): string {
  return isOutside === true ? outsideName(callee) : callee;
}

/** `api-stripe-com`: the name of a host as an experiment can speak of it. */
function outsideName(host: string): string {
  return host.replaceAll(".", "-");
}

/** A service that the machine can reach and that leads to the caller: itself, or who calls it, and so on. */
function entryTo(caller: string, { services }: ComposeFile, edges: readonly ComposeEdge[]): string {
  const isPublished = (name: string) => services.some((each) => each.name === name && each.publishedPorts.length > 0);
  const callersOf = Map.groupBy(edges, ({ callee }) => callee);
  const seen = new Set([caller]);
  for (const name of seen) for (const edge of callersOf.get(name) ?? []) seen.add(edge.caller);
  // The furthest from the edge is where people come in.
  return [...seen].reverse().find((name) => isPublished(name) && serviceName.test(name)) ?? caller;
}
