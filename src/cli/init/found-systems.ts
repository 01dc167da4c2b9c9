import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../assembly/read-text.ts";
import { findCluster } from "../../clients/cluster/find-cluster.ts";
import { chooseContext, readKubeconfig } from "../../clients/cluster/kubeconfig.ts";
import { parseGraph, UnknownVariantError } from "../../files/graph/parse-graph.ts";
import { parsePackageManifest } from "../../files/init/package-manifest.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { BrownoutError } from "../../values/errors.ts";
import type { SystemOptions } from "./system-options.ts";

/** A system that an experiment could be about, and the options of `init` that name it. */
export interface FoundSystem {
  readonly name: string;
  readonly hint: string;
  readonly options: SystemOptions;
}

const COMPOSE_FILES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
/** A folder with more of them is no place where one would be looked for. */
const YAML_FILES_MAX = 50;

/** Finds what is in a folder, and the cluster that kubectl would use; starts nothing, and asks no server. */
export function findSystems(folder: string, env: Readonly<Record<string, string | undefined>>): readonly FoundSystem[] {
  return [...graphs(folder), ...composeFiles(folder), ...procfile(folder), ...npmPackage(folder), ...cluster(env)];
}

function graphs(folder: string): readonly FoundSystem[] {
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && !COMPOSE_FILES.includes(name));
  return files
    .sort()
    .slice(0, YAML_FILES_MAX)
    .map((name) => join(folder, name))
    .filter(isGraph)
    .map((graph) => ({ name: graph, hint: "graph of services, started on this machine", options: { graph } }));
}

function isGraph(path: string): boolean {
  try {
    const text = readText(path, maxTextLength);
    if (!/^services:/m.test(text)) return false;
    parseGraph({ path, text }, undefined);
    return true;
  } catch (error) {
    if (error instanceof UnknownVariantError) return true;
    if (error instanceof BrownoutError) return false;
    throw error;
  }
}

function composeFiles(folder: string): readonly FoundSystem[] {
  return COMPOSE_FILES.map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .slice(0, 1)
    .map((compose) => ({ name: compose, hint: "Compose project, in containers", options: { compose } }));
}

function procfile(folder: string): readonly FoundSystem[] {
  const path = join(folder, "Procfile");
  if (!existsSync(path)) return [];
  return [{ name: path, hint: "its processes, started on this machine", options: { procfile: path } }];
}

function npmPackage(folder: string): readonly FoundSystem[] {
  const path = join(folder, "package.json");
  try {
    const { start, workspaces } = parsePackageManifest({ path, text: readText(path, maxTextLength) });
    if (start === undefined && workspaces.length === 0) return [];
  } catch (error) {
    // One that isn't there, or is broken, offers nothing; --package says why.
    if (error instanceof BrownoutError) return [];
    throw error;
  }
  return [{ name: path, hint: "its start scripts, on this machine", options: { package: folder } }];
}

function cluster(env: Readonly<Record<string, string | undefined>>): readonly FoundSystem[] {
  try {
    const { kubeconfig, context } = findCluster(env);
    if (kubeconfig.length === 0) return [];
    const { name, namespace } = chooseContext(readKubeconfig(kubeconfig), context);
    const options = { on: "kubernetes", context: name, namespace };
    return [{ name: `namespace ${namespace} of context ${name}`, hint: "what runs in the cluster", options }];
  } catch (error) {
    // A kubeconfig that is broken, or not there, offers no cluster; --on kubernetes says why.
    if (error instanceof BrownoutError) return [];
    throw error;
  }
}
