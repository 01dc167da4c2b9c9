import { edgeName } from "../../values/edge-name.ts";
import { UsageError } from "../../values/errors.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import type { ComposeEdge } from "../compose-file/find-edges.ts";
import { serviceName } from "../experiment/service-name.ts";
import type { GivenEdge } from "./choose-edges.ts";
import { experimentName } from "./experiment-name.ts";
import { type Draft, type ExperimentWords, FIRST_HEAD } from "./experiment-words.ts";
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
export function composeDraft(file: ComposeFile, edges: readonly ComposeEdge[], project: ProjectWords): Draft {
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
  const entry = entryTo(caller, file, edges);
  return {
    services: file.services.map(({ name }) => name).filter((name) => serviceName.test(name)),
    edges: usable.map(edgeName),
    words: wordsOf({ caller, callee, entry, proxy: proxyWords(edge, project) }, project),
  };
}

/** The names that the experiment is about. */
interface Chosen {
  readonly caller: string;
  readonly callee: string;
  readonly entry: string;
  /** Lines on what proxy it is. */
  readonly proxy: readonly string[];
}

/** The stock Toxiproxy has nothing to show for a toxic on what it can't talk to. */
function proxyWords(edge: ComposeEdge, { redirect }: ProjectWords): readonly string[] {
  if (redirect !== undefined || (edge.isOutside !== true && !speaksTls(edge))) return [];
  return [
    "  proxy: brownout # in Toxiproxy's place, as it counts what toxics do to TLS; needs the image brownout-proxy",
  ];
}

function wordsOf({ caller, callee, entry, proxy }: Chosen, project: ProjectWords): ExperimentWords {
  const edge = edgeName({ caller, callee });
  return {
    head: [FIRST_HEAD],
    name: experimentName("latency", edge),
    title: `${entry} keeps answering when ${edge} takes 500 ms longer`,
    system: [
      "compose:",
      `  file: [${project.files.map((file) => JSON.stringify(file)).join(", ")}]`,
      ...proxy,
      ...redirectWords(project),
      ...hiddenWords(project),
      "  # existing: true  # when it is up already, and shall stay up",
    ],
    load: {
      name: "visitors",
      remark: `A request that leads to where the fault is. ${entry} must publish a port for it.`,
      request: `GET ${entry}/`,
      rate: "50/s",
      timeout: "10s",
    },
    phases: { warmUp: "3s", baseline: "10s", fault: "20s", recovery: "10s" },
    fault: { type: "latency", on: edge, keys: { latency: "500ms", jitter: "50ms" } },
    steadyState: ["visitors.error_rate < 1%"],
    abort: ["visitors.error_rate > 50% over 5s"],
    expect: ["visitors.error_rate < 1%", "visitors.p95 < 2s", "visitors.recovery < 10s"],
  };
}

function redirectWords({ redirect }: ProjectWords): readonly string[] {
  if (redirect === undefined) return [];
  return [
    "  proxy: redirect # the project's files and addresses stay as they are; takes root",
    ...(redirect.length === 0 ? [] : ["  edges:"]),
    ...redirect.map(({ caller, callee, port }) => `    ${caller} -> ${callee}: ${port}`),
  ];
}

function hiddenWords({ hidden = [] }: ProjectWords): readonly string[] {
  if (hidden.length === 0) return [];
  return [
    "  edges:",
    "    # that the files don't show, and the proxy of each",
    ...hidden.map((edge) => `    ${edge.caller} -> ${calleeName(edge)}: ${edge.proxy}`),
  ];
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
