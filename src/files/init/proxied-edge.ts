import { UsageError } from "../../values/errors.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import type { ComposeEdge } from "../compose-file/find-edges.ts";
import { refusedMention, type ToldEdge } from "./changed-texts.ts";
import { serviceOf } from "./choose-edges.ts";

/** An edge with the proxy that it gets. */
export interface ProxiedComposeEdge extends ToldEdge {
  /** Of the proxy: `checkout-pricing`. */
  readonly proxy: string;
  /** The port that the proxy listens on. */
  readonly listen: number;
  /** Names that lead the caller, and it alone, to the proxy, where its texts stay as they are. */
  readonly aliases: readonly string[];
  /** The reason why a name has to do where the caller's texts have the address. */
  readonly because: string | undefined;
}

/** The edges that get a proxy, and those that can't beside the others. */
export interface GivenProxies {
  readonly edges: readonly ProxiedComposeEdge[];
  readonly left: readonly { readonly edge: ComposeEdge; readonly why: string }[];
}

interface PreparedEdge extends ComposeEdge {
  readonly aliases: readonly string[];
  readonly because: string | undefined;
  readonly isGiven: boolean;
}

const FIRST_PORT = 20_001;
const API_PORT = 8474;

/**
 * Gives edges proxies. Where the caller is told of a port, or can be told of another, the proxy gets one of its own;
 * else it must listen on the callee's, which only one edge can have.
 * @throws UsageError when an edge that a person named, and whose address isn't known, needs a port that is taken
 */
export function giveProxies(file: ComposeFile, all: readonly ComposeEdge[]): GivenProxies {
  const byCaller = Map.groupBy(all, ({ caller }) => caller);
  const prepared = all.map((edge) => ({ ...prepare(file, edge, byCaller.get(edge.caller) ?? []), found: edge }));
  const fixed = new Map<number, PreparedEdge>();
  const left: { edge: ComposeEdge; why: string }[] = [];
  const leave = new Set<PreparedEdge>();
  // What a person asked for comes first.
  for (const edge of prepared.filter(needsSamePort).toSorted((a, b) => Number(b.isGiven) - Number(a.isGiven))) {
    const before = fixed.get(edge.port);
    if (before === undefined && edge.port !== API_PORT) fixed.set(edge.port, edge);
    else if (edge.isGiven) throw portTaken(edge, before);
    else {
      leave.add(edge);
      left.push({ edge: edge.found, why: whyLeft(edge, before) });
    }
  }
  const kept = prepared.filter((edge) => !leave.has(edge)).map(({ found: _, ...edge }) => edge);
  return { edges: numbered(kept, (port) => fixed.has(port)), left };
}

/** An edge whose texts can't be changed loses its mentions, and is had by the callee's name. */
function prepare(file: ComposeFile, edge: ComposeEdge, ofCaller: readonly ComposeEdge[]): PreparedEdge {
  if (edge.mentions.length === 0) return { ...edge, aliases: [edge.callee], because: undefined, isGiven: true };
  const refused = refusedMention(serviceOf(file, edge.caller), edge, ofCaller);
  if (refused === undefined) return { ...edge, aliases: [], because: undefined, isGiven: false };
  const source = refused.variable === undefined ? "a value from elsewhere" : `the variable ${refused.variable}`;
  const because = `the address is in ${source}, beside what may be secret and isn't copied`;
  const aliases = [...new Set(edge.mentions.map(({ host }) => host))];
  return { ...edge, mentions: [], aliases, because, isGiven: false };
}

function numbered(edges: readonly PreparedEdge[], isFixed: (port: number) => boolean): ProxiedComposeEdge[] {
  let next = FIRST_PORT;
  const free = () => {
    while (isFixed(next)) next += 1;
    return next++;
  };
  const names = new Set<string>();
  return edges.map((edge) => {
    const short = `${edge.caller}-${edge.host ?? edge.callee}`;
    const proxy = names.has(short) ? `${short}-${edge.port}` : short;
    names.add(proxy);
    return { ...edge, proxy, listen: needsSamePort(edge) ? edge.port : free() };
  });
}

/** Tells whether the callee's port stands in the caller's code, or otherwise out of reach. */
function needsSamePort({ mentions }: ComposeEdge): boolean {
  const hosts = mentions.filter(({ holds }) => holds === "host").length;
  const ports = mentions.filter(({ holds }) => holds === "port").length;
  return mentions.length === 0 || hosts > ports;
}

function holder(before: ComposeEdge | undefined): string {
  return before === undefined ? "Toxiproxy's API" : `${before.caller} -> ${before.callee}`;
}

function whyLeft({ port, because }: PreparedEdge, before: ComposeEdge | undefined): string {
  const need = `it needs port ${port} of the proxy, which ${holder(before)} has`;
  return because === undefined ? `${need}, as no port beside the host can be changed` : `${because}; by name, ${need}`;
}

function portTaken(edge: ComposeEdge, before: ComposeEdge | undefined): UsageError {
  return new UsageError({
    message: `${edge.caller} -> ${edge.callee} and ${holder(before)} both need port ${edge.port} of the proxy`,
    hint:
      edge.isOutside === true
        ? "Only one edge to a host outside can have a port: choose one of them."
        : `Let ${edge.caller} take the address of ${edge.callee} from a variable with host and port in it, and run init again.`,
  });
}
