import { UsageError } from "../../values/errors.ts";
import type { ComposeFile, ComposeService } from "../compose-file/compose-file.ts";
import { type ComposeEdge, sharedNetwork } from "../compose-file/find-edges.ts";
import { suggest } from "../yaml/suggestion.ts";

/** An edge that a person names: `checkout->pricing:8080`. */
export interface GivenEdge {
  readonly caller: string;
  readonly callee: string;
  readonly port: number;
}

const givenText = /^\s*([\w.-]+?)\s*->\s*([\w.-]+?):(\d+)\s*$/;

/** Reads `caller->callee:port`; undefined for anything else. */
export function parseGivenEdge(text: string): GivenEdge | undefined {
  const [, caller, callee, digits] = givenText.exec(text) ?? [];
  const port = Number(digits);
  if (caller === undefined || callee === undefined || caller === callee || port < 1 || port > 65_535) return undefined;
  return { caller, callee, port };
}

/**
 * The edges that were found, and those given that were not.
 * @throws UsageError for a service that isn't there, or two that share no network
 */
export function chooseEdges(
  file: ComposeFile,
  found: readonly ComposeEdge[],
  given: readonly GivenEdge[],
): ComposeEdge[] {
  const isKnown = (edge: GivenEdge) =>
    found.some(({ caller, callee, port }) => caller === edge.caller && callee === edge.callee && port === edge.port);
  for (const edge of given) {
    if (sharedNetwork(serviceOf(file, edge.caller), serviceOf(file, edge.callee)) !== undefined) continue;
    throw new UsageError({
      message: `${edge.caller} and ${edge.callee} share no network, so that none can call the other`,
    });
  }
  return [...found, ...given.filter((edge) => !isKnown(edge)).map((edge) => ({ ...edge, mentions: [] }))];
}

/** @throws UsageError when there is none of that name */
export function serviceOf({ services }: ComposeFile, name: string): ComposeService {
  const service = services.find((each) => each.name === name);
  if (service !== undefined) return service;
  const names = services.map((each) => each.name);
  const near = suggest(name, names);
  throw new UsageError({
    message: `the Compose file has no service ${name}`,
    hint: near === undefined ? `It has: ${names.join(", ")}.` : `Did you mean ${near}?`,
  });
}
