import { UsageError } from "../../values/errors.ts";
import { networkShared } from "../compose-file/callees.ts";
import type { ComposeFile, ComposeService } from "../compose-file/compose-file.ts";
import type { ComposeEdge, FoundEdges, OutsideCall } from "../compose-file/find-edges.ts";
import { suggest } from "../yaml/suggestion.ts";

/** An edge that a person names: `checkout->pricing:8080`, `checkout->api.stripe.com:443`. */
export interface GivenEdge {
  readonly caller: string;
  /** A service of the file, or a host outside of it. */
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
  { edges: found, outside }: Pick<FoundEdges, "edges" | "outside">,
  given: readonly GivenEdge[],
): ComposeEdge[] {
  const isKnown = (edge: GivenEdge) =>
    found.some(({ caller, callee, port }) => caller === edge.caller && callee === edge.callee && port === edge.port);
  return [...found, ...given.filter((edge) => !isKnown(edge)).map((edge) => givenEdge(file, edge, outside))];
}

function givenEdge(file: ComposeFile, edge: GivenEdge, outside: readonly OutsideCall[]): ComposeEdge {
  const caller = serviceOf(file, edge.caller);
  if (caller.networkMode !== undefined) throw noNetwork(caller, edge);
  if (isOutside(file, edge, outside)) return { ...edge, mentions: [], host: edge.callee, isOutside: true };
  const callee = serviceOf(file, edge.callee);
  if (callee.networkMode !== undefined) throw noNetwork(callee, edge);
  if (networkShared(caller, callee) !== undefined) return { ...edge, mentions: [] };
  throw new UsageError({
    message: `${edge.caller} and ${edge.callee} share no network, so that none can call the other`,
  });
}

/** Tells whether an edge leads out of the file: to a name with a dot, or one that its caller is told of, and no service's. */
function isOutside({ services }: ComposeFile, edge: GivenEdge, outside: readonly OutsideCall[]): boolean {
  const { caller, callee } = edge;
  if (services.some(({ name }) => name === callee)) return false;
  return callee.includes(".") || outside.some((call) => call.caller === caller && call.host === callee);
}

function noNetwork({ name, networkMode }: ComposeService, { caller, callee }: GivenEdge): UsageError {
  return new UsageError({
    message: `no proxy can be on ${caller} -> ${callee}: ${name} has network_mode: ${networkMode}, and no network of the project's`,
    hint: `Give ${name} a network in place of network_mode, or choose an edge between two other services.`,
  });
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
