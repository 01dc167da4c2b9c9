import type { Path } from "../../files/yaml/problem.ts";
import { formatProblem } from "../../files/yaml/problem.ts";
import { type ManifestParams, manifestOf } from "./manifest.ts";

/** Says what is wrong at a field of a manifest, at its line: `manifests/loss.yaml:9:5 spec.loss.loss: …`. */
export function atManifest(params: ManifestParams, field: string | undefined, message: string): string {
  const { document } = manifestOf(params);
  return formatProblem(document.problemAt(pathOf(field, document.value), { message }));
}

/** `spec.target.selector`, `spec.rules[0].port` or `spec.labels[a.b]` as a path; keys as the manifest spells them. */
function pathOf(field: string | undefined, root: unknown): Path {
  const path: PropertyKey[] = [];
  let value = root;
  for (const [, key, bracketed] of (field ?? "").matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    const step = stepIn(value, key ?? bracketed ?? "");
    // A part of Go's type that has no key of its own, or a field that the manifest doesn't have.
    if (step === undefined) continue;
    path.push(step);
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return path;
}

/** Webhooks name fields as Go does, so case doesn't count. */
function stepIn(value: unknown, name: string): PropertyKey | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? Number(name) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  return Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase());
}
