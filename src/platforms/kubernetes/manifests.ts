import { readFileSync, statSync } from "node:fs";
import { load, YAMLException } from "js-yaml";
import { z } from "zod";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import { type ClusterError, UnknownKindError } from "../../clients/cluster/cluster-errors.ts";
import type { ClusterObject, ObjectRef } from "../../clients/cluster/cluster-object.ts";
import { RUN_LABEL } from "../../clients/cluster/labels.ts";
import { BrownoutError } from "../../values/errors.ts";
import { ManifestError } from "./kubernetes-errors.ts";
import { manifestFiles } from "./manifest-files.ts";

/** One document of a manifest file. */
export interface Manifest {
  /** `deploy/shop.yaml, line 12` */
  readonly place: string;
  readonly object: ClusterObject;
}

/** More than any file that a person writes by hand. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads manifest files, and those in folders, in the order of their names, as kubectl does.
 * @throws ManifestError for the first document that a run may not apply to the namespace
 */
export function readManifests(paths: readonly string[], namespace: string): readonly Manifest[] {
  const manifests = paths.flatMap(manifestFiles).flatMap((path) => documentsOf(path, namespace));
  checkOnce(manifests);
  return manifests;
}

/** Refuses an object that is there twice: the server would only do so when it is created, in the middle of a run. */
function checkOnce(manifests: readonly Manifest[]): void {
  const places = new Map<string, string>();
  for (const { place, object } of manifests) {
    const key = `${object.apiVersion} ${object.kind} ${object.metadata.name}`;
    const first = places.get(key);
    if (first !== undefined) {
      throw new ManifestError({
        message: `${place}: ${object.kind} ${object.metadata.name} is there twice; the first is ${first}`,
        hint: "Leave one of them out, or name another folder: all manifests of a folder are applied.",
      });
    }
    places.set(key, place);
  }
}

function documentsOf(path: string, namespace: string): readonly Manifest[] {
  const text = textOf(path);
  let line = 1;
  return text.split(/^---(?=\s|$)/m).flatMap((part) => {
    const place = `${path}, line ${line + leadingLines(part)}`;
    line += part.split("\n").length - 1;
    const value = parse(part, place);
    return value === undefined ? [] : [{ place, object: checkObject(value, place, namespace) }];
  });
}

function textOf(path: string): string {
  try {
    if (statSync(path).size <= MAX_BYTES) return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ManifestError({ message: `cannot read the manifest ${path}: ${(cause as Error).message}`, cause });
  }
  throw new ManifestError({ message: `the manifest ${path} is larger than ${MAX_BYTES / 1024} KiB` });
}

/** Lines before the first that says something. */
function leadingLines(part: string): number {
  const at = part.split("\n").findIndex((each) => /^\s*[^#\s]/.test(each));
  return Math.max(at, 0);
}

/** Undefined for a document that is empty, or only comments. */
function parse(text: string, place: string): unknown {
  if (text.split("\n").every((each) => /^\s*(#.*)?$/.test(each))) return undefined;
  const template = text.split("\n").find((each) => /^[^#]*\{\{/.test(each));
  try {
    const value = load(text) ?? undefined;
    if (template !== undefined && hasTemplate(value)) throw templateError(place, template);
    return value;
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    throw template === undefined
      ? new ManifestError({ message: `${place}: not YAML: ${cause.reason}`, cause })
      : templateError(place, template);
  }
}

/** Tells whether a template is where a server would read it; what a ConfigMap or a Secret carries is for others. */
function hasTemplate(value: unknown): boolean {
  if (typeof value === "string") return value.includes("{{");
  if (typeof value !== "object" || value === null) return false;
  const { kind } = value as { kind?: unknown };
  const isData = (key: string) => (kind === "ConfigMap" || kind === "Secret") && /^(data|stringData)$/.test(key);
  return Object.entries(value).some(([key, each]) => key.includes("{{") || (!isData(key) && hasTemplate(each)));
}

function templateError(place: string, line: string): ManifestError {
  return new ManifestError({
    message: `${place}: there is a template in it that nobody filled in: ${line.trim()}`,
    hint: "Render it first (`helm template`, `kustomize build`), and name the file that comes out.",
  });
}

const manifestSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({ name: z.string().optional(), namespace: z.string().optional() }),
});

function checkObject(value: unknown, place: string, namespace: string): ClusterObject {
  if (isList(value)) {
    throw new ManifestError({
      message: `${place}: a List of objects; a run takes them one by one`,
      hint: "Write its items as documents of their own, with `---` between them.",
    });
  }
  const { data, error } = manifestSchema.safeParse(value);
  if (data === undefined) {
    const said = error.issues.map(({ path, message }) => [...path, message].join(": ")).slice(0, 1);
    throw new ManifestError({ message: `${place}: no manifest: ${said.join()}` });
  }
  const { metadata } = data;
  if (metadata.name === undefined) {
    throw new ManifestError({
      message: `${place}: ${data.kind} has no name${"generateName" in metadata ? ", but a generateName" : ""}`,
      hint: "A run must know the name of what it makes before it makes it: give it a name of its own.",
    });
  }
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw new ManifestError({
      message: `${place}: ${data.kind} ${metadata.name} is for the namespace ${metadata.namespace}, the run has ${namespace}`,
      hint: "Leave metadata.namespace out, or run in that namespace.",
    });
  }
  return { ...data, metadata: { ...metadata, namespace } } as ClusterObject;
}

/** `v1 List`, `apps/v1 DeploymentList`: what `kubectl get --output yaml` prints of several. */
function isList(value: unknown): boolean {
  const { kind, items } = (value ?? {}) as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items);
}

export function refOf({ apiVersion, kind, metadata }: ClusterObject): ObjectRef {
  const { name = "", namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/**
 * Asks the server whether it would take manifests, and whether they would be new; changes nothing.
 * @param holder the run that has, or had, the namespace: what it made goes before another run begins
 * @throws ManifestError for the first that it wouldn't take
 */
export async function checkManifests(
  manifests: readonly Manifest[],
  cluster: Cluster,
  holder: string | undefined,
): Promise<void> {
  for (const { place, object } of manifests) await checkManifest(place, object, cluster, holder);
}

async function checkManifest(
  place: string,
  object: ClusterObject,
  cluster: Cluster,
  holder: string | undefined,
): Promise<void> {
  const { kind, metadata } = object;
  const name = `${kind} ${metadata.name}`;
  try {
    const present = await cluster.get(refOf(object));
    if (present !== undefined && holder !== undefined && present.metadata.labels?.[RUN_LABEL] === holder) return;
    if (present !== undefined) {
      throw new ManifestError({
        message: `${place}: ${name} is already in the namespace ${metadata.namespace}, and a run leaves alone what it didn't make`,
        hint: "Leave `manifests` out to use what runs, or give the run a namespace of its own.",
      });
    }
    const admitted = await cluster.create(object, { dryRun: true });
    if (admitted.metadata.namespace !== undefined) return;
  } catch (cause) {
    throw cause instanceof ManifestError ? cause : atPlace(place, cause);
  }
  throw new ManifestError({
    message: `${place}: ${name} is no part of a namespace, and a run keeps to its own`,
    hint: "Apply it beforehand, by hand.",
  });
}

/**
 * Adds the place in the file to an object that the server doesn't take; a server that can't say so is another matter.
 */
export function atPlace(place: string, cause: unknown): unknown {
  if (!(cause instanceof BrownoutError)) return cause;
  const isOfFile = cause instanceof UnknownKindError || (cause as ClusterError).code === "E_CLUSTER_REJECTED";
  const parts = {
    message: `${place}: ${cause.message}`,
    ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    cause,
  };
  return isOfFile ? new ManifestError(parts) : cause;
}
