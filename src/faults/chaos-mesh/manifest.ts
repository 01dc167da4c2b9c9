import { z } from "zod";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { type Problem, ProblemsError } from "../../files/yaml/problem.ts";
import { BrownoutError } from "../../values/errors.ts";
import { provesChaos, removesChaos } from "./chaos-kind.ts";
import { type Manifest, readManifest } from "./manifest-file.ts";

export interface ManifestParams {
  /** As messages name it; from where the command was started once it was read. */
  readonly file: string;
  /** Its content; there once it was read. */
  readonly text?: string;
}

/** A chaos object that somebody else wrote. */
export const manifest: FaultKind<ManifestParams> = {
  type: "manifest",
  targets: "either",
  mayPressNodes: true,
  ownMode: true,
  summary: "Creates a chaos object of Chaos Mesh from its manifest, as it is.",
  params: z.strictObject({
    file: textSchema.min(1).max(1000).meta({ description: "The manifest; from this file's folder" }),
  }),
  complete({ file }, { durationMs, readText, report, problemAt }) {
    try {
      const source = readText(file);
      if (readManifest(source, durationMs, report) === undefined) return undefined;
      return { file: source.path, text: source.text };
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      report(problemAt("file", { message: error.message }));
      return undefined;
    }
  },
  explain: (params) => ({
    does: params.text === undefined ? `creates what ${params.file} has` : whatItCreates(params),
    undo: removesChaos,
    proof: provesChaos,
  }),
};

/** Tells whether a fault is an object of somebody's own: no recipe of ours makes it. */
export function isManifest<Fault extends FaultSpec>(
  fault: Fault,
): fault is Fault & { readonly params: ManifestParams } {
  return fault.type === manifest.type;
}

/** The manifest of a fault, read again. @throws ProblemsError when it isn't one */
export function manifestOf({ file, text = "" }: ManifestParams): Manifest {
  const problems: Problem[] = [];
  const found = readManifest({ path: file, text }, 0, (problem) => problems.push(problem));
  if (found === undefined) throw new ProblemsError(problems);
  return found;
}

/** Tells whether it ends pods or containers once, which what runs them starts again. */
export function endsPods(params: ManifestParams): boolean {
  const { kind, spec } = manifestOf(params).object;
  const { action } = spec as { readonly action?: unknown };
  return kind === "PodChaos" && (action === "pod-kill" || action === "container-kill");
}

/** `creates NetworkChaos federation-rules-latency (delay, mode one) from manifests/x.yaml` */
function whatItCreates(params: ManifestParams): string {
  const { kind, metadata, spec } = manifestOf(params).object;
  const { action, mode } = spec as { readonly action?: unknown; readonly mode?: unknown };
  const words = [
    ...(typeof action === "string" ? [action] : []),
    ...(typeof mode === "string" ? [`mode ${mode}`] : []),
  ];
  return `creates ${kind} ${metadata.name} (${words.join(", ")}) from ${params.file}`;
}
