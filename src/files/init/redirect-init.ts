import { relative } from "node:path";
import { UsageError } from "../../values/errors.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import { type ComposeEdge, findEdges, type Mention, type UnclearCall } from "../compose-file/find-edges.ts";
import { chooseEdges, type GivenEdge } from "./choose-edges.ts";
import { composeDraft } from "./compose-experiment.ts";
import { noEdges, refuseProxied, unplacedCalls } from "./compose-init.ts";
import type { Draft } from "./experiment-words.ts";

/** The files that `init --compose --redirect` makes of a project. */
export interface RedirectInit {
  readonly draft: Draft;
  readonly edges: readonly ComposeEdge[];
  /** Calls that were found, and that aren't redirected. */
  readonly unplaced: readonly UnclearCall[];
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
  const edges = chooseEdges(file, found, given);
  const unplaced = unplacedCalls(found, given);
  if (edges.length === 0) throw noEdges(paths.compose, unplaced, found.outside);
  refuseOutside(edges);
  // Addresses in mounted files are not read when it runs.
  const named = [...given, ...edges.filter(({ mentions }) => mentions.length > 0 && mentions.every(isMounted))];
  const project = { files: [relative(paths.folder, paths.compose)], redirect: named };
  return { draft: composeDraft(file, edges, project), edges, unplaced };
}

function isMounted({ place }: Mention): boolean {
  return place.key === "file";
}

function refuseOutside(edges: readonly ComposeEdge[]): void {
  const edge = edges.find(({ isOutside }) => isOutside);
  if (edge === undefined) return;
  throw new UsageError({
    message: `${edge.caller} -> ${edge.callee} leads out of the file, and connections are redirected only within it`,
    hint: "Leave out --redirect: the override has a proxy for it.",
  });
}
