import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { parseDuration } from "../../files/experiment/duration.ts";
import { kindsInPods } from "../../files/import/chaos-mesh/kinds.ts";
import { parseDocument, type YamlDocument } from "../../files/yaml/document.ts";
import { type Fields, fieldsOf } from "../../files/yaml/fields.ts";
import { type Path, type Problem, type ProblemParts, type Source, show } from "../../files/yaml/problem.ts";
import { suggest } from "../../files/yaml/suggestion.ts";
import { CHAOS_API } from "./chaos-kind.ts";

/** Keys of an object's metadata that a person writes; the rest is the cluster's, and ours. */
const metadataKeys = ["name", "namespace", "labels", "annotations"];

/** Keys of a selector that choose pods; the others only narrow it. */
const choosing = ["labelSelectors", "expressionSelectors", "pods"];

/** Placeholders that a template leaves in a text that nobody filled in. */
const placeholder = /\{\{|\$\{|<%/;

/** A manifest of one chaos object, with the way back to its lines. */
export interface Manifest {
  readonly object: ClusterObject;
  readonly document: YamlDocument;
}

/**
 * Reads a manifest of Chaos Mesh, as it is. All that is wrong with it is reported: what isn't one whole object, what
 * can't be undone, and what doesn't say which pods it is on.
 * @param durationMs how long its fault is in: a duration of its own may not be shorter
 * @returns undefined when something was reported
 */
export function readManifest(
  source: Source,
  durationMs: number,
  report: (problem: Problem) => void,
): Manifest | undefined {
  const [unfilled] = unfilledPlaces(source);
  if (unfilled !== undefined) {
    report(unfilled);
    return undefined;
  }
  const document = parseDocument(source);
  const problems = [...document.problems];
  if (document.value !== undefined) {
    const at = (path: Path, parts: ProblemParts) => problems.push(document.problemAt(path, parts));
    checkObject(fieldsOf(document.value), durationMs, at);
  }
  for (const problem of problems) report(problem);
  return problems.length > 0 ? undefined : { object: document.value as ClusterObject, document };
}

type Report = (path: Path, parts: ProblemParts) => void;

function checkObject(object: Fields, durationMs: number, at: Report): void {
  const { apiVersion, kind, status } = object;
  if (apiVersion !== CHAOS_API) at(["apiVersion"], { message: `found ${show(apiVersion)}`, allowed: [CHAOS_API] });
  else if (typeof kind !== "string" || !kindsInPods.includes(kind)) {
    const suggestion = typeof kind === "string" ? suggest(kind, kindsInPods) : undefined;
    at(["kind"], { message: `found ${show(kind)}, which brownout doesn't undo`, suggestion, allowed: kindsInPods });
  }
  if (status !== undefined) at(["status"], { message: "a status is the cluster's to write" });
  checkMetadata(fieldsOf(object.metadata), at);
  checkSpec(fieldsOf(object.spec), durationMs, at);
}

function checkMetadata(metadata: Fields, at: Report): void {
  const { name } = metadata;
  if (metadata.generateName !== undefined) {
    at(["metadata", "generateName"], { message: "what is to be undone needs a `name` that is known beforehand" });
  } else if (typeof name !== "string" || !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) {
    at(["metadata", "name"], { message: `found ${show(name)}; expected lower-case words with dashes` });
  }
  for (const key of Object.keys(metadata)) {
    if (key === "generateName" || metadataKeys.includes(key)) continue;
    at(["metadata", key], { message: "isn't for a manifest to say", allowed: metadataKeys });
  }
}

function checkSpec(spec: Fields, durationMs: number, at: Report): void {
  const selector = fieldsOf(spec.selector);
  if (!choosing.some((key) => isFilled(selector[key]))) {
    at(["spec", "selector"], { message: "doesn't say which pods", allowed: choosing });
  }
  if (spec.remoteCluster !== undefined) {
    at(["spec", "remoteCluster"], { message: "what is in another cluster can't be watched or undone from this one" });
  }
  if (spec.duration !== undefined) checkDuration(spec.duration, durationMs, at);
}

function checkDuration(duration: unknown, durationMs: number, at: Report): void {
  const has = typeof duration === "string" ? parseDuration(duration) : undefined;
  if (has === undefined || has <= 0) {
    at(["spec", "duration"], { message: `found ${show(duration)}; a duration is a number with its unit: 5m, 90s` });
  } else if (has < durationMs) {
    const message = `it ends after ${duration}, before its fault does; give the fault \`duration: ${duration}\``;
    at(["spec", "duration"], { message });
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function unfilledPlaces({ path, text }: Source): Problem[] {
  return text.split(/\r\n?|\n/).flatMap((line, index) => {
    const found = line.trimStart().startsWith("#") ? undefined : placeholder.exec(line);
    if (!found) return [];
    const message = `found ${show(line.slice(found.index))}, which a template engine fills in; give the result of it`;
    return [{ file: path, path: "", line: index + 1, column: found.index + 1, message }];
  });
}
