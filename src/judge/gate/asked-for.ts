import { basename } from "node:path";
import { commandForms } from "../../files/experiment/commands/list.ts";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import type { ExternalService, ExternalSpec, SystemSpec } from "../../files/experiment/system-spec.ts";

/**
 * All that an experiment asks for: not its words for people, nor what says when it is to be run, nor the graph: that is the
 * system, in which a change is looked for. Of files only the names are there. Their paths are from the folder that the command
 * was started in, which a run doesn't keep, and two runs of one experiment from two folders ask for the same.
 */
export function askedFor(experiment: Experiment): object {
  const { title: _title, owner: _owner, tags: _tags, sources: _sources, ...rest } = experiment;
  const { system, edges, loads, faults, ...asked } = rest;
  return {
    ...asked,
    system: placeOf(system),
    ...(edges && { edges: edges.map(edgeAsked) }),
    loads: loads.map(loadAsked),
    faults: faults.map(faultAsked),
  };
}

function placeOf({ graph, compose, kubernetes, external, ...place }: SystemSpec): object {
  return {
    ...place,
    ...(compose && { compose: { ...compose, files: compose.files.map((path) => basename(path)) } }),
    ...(kubernetes && { kubernetes: { ...kubernetes, manifests: kubernetes.manifests.map((path) => basename(path)) } }),
    ...(external && { external: { ...external, services: servicesOf(external) } }),
    variant: graph?.variant,
  };
}

function servicesOf({ services }: ExternalSpec): ExternalSpec["services"] {
  const named = Object.entries(services).map(([name, service]): [string, ExternalService] => {
    const { process } = service;
    if (process?.by !== "pidfile") return [name, service];
    return [name, { ...service, process: { ...process, path: basename(process.path) } }];
  });
  return Object.fromEntries(named);
}

function edgeAsked({ tls, ...facts }: EdgeFacts): object {
  if (tls === undefined) return facts;
  const { terminate, serverName, ...files } = tls;
  const named = terminate === true ? terminate : { cert: basename(terminate.cert), key: basename(terminate.key) };
  const names = Object.entries(files).map(([key, path]) => [key, basename(path)] as const);
  return { ...facts, tls: { terminate: named, ...(serverName && { serverName }), ...Object.fromEntries(names) } };
}

function loadAsked({ command, generator, ...load }: LoadSpec): object {
  return {
    ...load,
    ...(command && { command: { ...command, settings: settingsOf(command) } }),
    ...(generator && { generator: { ...generator, file: basename(generator.file) } }),
  };
}

function settingsOf({ kind, settings }: NonNullable<LoadSpec["command"]>): Readonly<Record<string, string>> {
  const key = commandForms.find((form) => form.key === kind)?.fileSetting;
  const file = key && settings[key];
  return key && file !== undefined ? { ...settings, [key]: basename(file) } : settings;
}

/** A manifest of somebody's own is there with its text; only where it was has no say. */
export function faultAsked(fault: FaultSpec): FaultSpec {
  const { type, params } = fault;
  if (type !== "manifest" || typeof params !== "object") return fault;
  return { ...fault, params: { ...params, file: undefined } };
}
