import { join, relative } from "node:path";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import { type ComposeEdge, findEdges } from "../compose-file/find-edges.ts";
import { chooseEdges, type GivenEdge } from "./choose-edges.ts";
import { firstExperiment } from "./compose-experiment.ts";
import { isGiven, type NewFile, noEdges, refuseProxied } from "./compose-init.ts";

/** The files that `init --compose --redirect` makes of a project. */
export interface RedirectInit {
  readonly experiment: NewFile;
  readonly edges: readonly ComposeEdge[];
  /** Notes for a person: edges that can't be told. */
  readonly notes: readonly string[];
}

/**
 * An experiment that redirects the edges of a Compose project, which itself stays as it is.
 * @throws UsageError where there is no edge, or one that can't be had
 */
export function redirectInit(
  file: ComposeFile,
  given: readonly GivenEdge[],
  paths: { readonly compose: string; readonly folder: string },
): RedirectInit {
  refuseProxied(file, paths.compose);
  const found = findEdges(file);
  const edges = chooseEdges(file, found.edges, given);
  if (edges.length === 0) throw noEdges(paths.compose, found.unclear);
  const project = { files: [relative(paths.folder, paths.compose)], redirect: given };
  const { name, text } = firstExperiment(file, edges, project);
  return {
    experiment: { path: join(paths.folder, `${name}.yaml`), text },
    edges,
    notes: found.unclear.filter((line) => !isGiven(line, given)),
  };
}
