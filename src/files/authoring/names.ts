import { edgeName } from "../../values/edge-name.ts";
import { armSignals } from "../experiment/arm-signals.ts";
import { stepSignals } from "../experiment/signal-names.ts";
import type { Graph } from "../graph/graph.ts";
import { requestTo, routesOf } from "../graph/routes.ts";
import { fieldsOf, itemsOf } from "../yaml/fields.ts";

/** The names that a system has. */
export interface SystemNames {
  readonly services: readonly string[];
  /** As they are written: `checkout -> pricing`. */
  readonly edges: readonly string[];
  /** Requests that services answer: `POST gateway/checkout`. */
  readonly requests: readonly string[];
  readonly variants: readonly string[];
}

/** A load, as far as criteria ask. */
export interface LoadName {
  readonly name: string;
  readonly hasRetry: boolean;
  readonly hasSessions: boolean;
}

/** All names that a file may speak of: the system's, and those that it, or what it names, gives. */
export interface Names extends SystemNames {
  /** The signals of steps, visits and arms among them. */
  readonly loads: readonly LoadName[];
  /** Sampled ones. */
  readonly signals: readonly string[];
}

export const noNames: Names = { services: [], edges: [], requests: [], variants: [], loads: [], signals: [] };

/** The names of several systems, each once. */
export function joinNames(all: readonly Partial<Names>[]): Names {
  const join = <Name>(of: (names: Partial<Names>) => readonly Name[] | undefined) => [
    ...new Set(all.flatMap((names) => of(names) ?? [])),
  ];
  const loads = join(({ loads }) => loads);
  return {
    services: join(({ services }) => services),
    edges: join(({ edges }) => edges),
    requests: join(({ requests }) => requests),
    variants: join(({ variants }) => variants),
    loads: loads.filter(({ name }, at) => loads.findIndex((one) => one.name === name) === at),
    signals: join(({ signals }) => signals),
  };
}

export function graphNames({ services, edges }: Graph): Omit<SystemNames, "variants"> {
  return {
    services: services.map(({ name }) => name),
    edges: edges.map(edgeName),
    requests: services.flatMap((service) => (routesOf(service) ?? []).map((route) => requestTo(service.name, route))),
  };
}

/** The names of loads and signals that an experiment gives, as far as its text can be read. */
export function experimentNames(value: unknown): Pick<Names, "loads" | "signals"> {
  const { load, signals, control } = fieldsOf(value);
  const { from: _, ...loads } = fieldsOf(load);
  const ofLoads = Object.entries(loads).map(([name, written]) => {
    const { retry, sessions } = fieldsOf(written);
    return { name, hasRetry: retry !== undefined, hasSessions: sessions !== undefined };
  });
  const ofSteps = stepSignals(loads).map(({ name }) => ({ name, hasRetry: false, hasSessions: false }));
  const ofArms =
    control === undefined ? [] : ofLoads.flatMap((one) => armSignals(one.name).map((name) => ({ ...one, name })));
  return { loads: [...ofLoads, ...ofSteps, ...ofArms], signals: Object.keys(fieldsOf(signals)) };
}

/** The names that an external system gives its services and edges. */
export function externalNames(value: unknown): Pick<SystemNames, "services" | "edges"> {
  const { services, edges, proxies } = fieldsOf(fieldsOf(fieldsOf(value).system).external);
  const ofEdges = [...Object.keys(fieldsOf(edges)), ...Object.keys(fieldsOf(proxies))];
  const ends = ofEdges.flatMap((edge) => edge.split("->").map((end) => end.trim()));
  return { services: [...Object.keys(fieldsOf(services)), ...ends], edges: ofEdges };
}

/** The names that a graph's own text gives, as far as it can be read. */
export function writtenGraphNames(value: unknown): SystemNames {
  const { services, variants } = fieldsOf(value);
  const routes = Object.entries(fieldsOf(services)).flatMap(([service, written]) =>
    Object.keys(fieldsOf(fieldsOf(written).routes)).map((route) => requestTo(service, route)),
  );
  return {
    services: Object.keys(fieldsOf(services)),
    edges: [],
    requests: routes,
    variants: Object.keys(fieldsOf(variants)),
  };
}

/** The names of an incident's stages. */
export function stageNames(value: unknown): readonly string[] {
  return itemsOf(fieldsOf(value).stages).flatMap((stage) => {
    const { name } = fieldsOf(stage);
    return typeof name === "string" ? [name] : [];
  });
}
