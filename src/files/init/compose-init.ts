import { basename, join, relative } from "node:path";
import { UsageError } from "../../values/errors.ts";
import { isProxyImage } from "../../values/images.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import {
  type ComposeEdge,
  type FoundEdges,
  findEdges,
  type Mention,
  type OutsideCall,
  type UnclearCall,
} from "../compose-file/find-edges.ts";
import { placeName } from "../compose-file/service-text.ts";
import { chooseEdges, type GivenEdge } from "./choose-edges.ts";
import { composeDraft } from "./compose-experiment.ts";
import type { Draft } from "./experiment-words.ts";
import { mountedCopies } from "./mounted-copies.ts";
import type { NewFile } from "./new-file.ts";
import { overrideText, toxiproxyConfigText } from "./override.ts";
import { giveProxies, type ProxiedComposeEdge } from "./proxied-edge.ts";
import { speaksTls } from "./speaks-tls.ts";

/** Paths and choices of who calls `init --compose`. */
interface InitPaths {
  readonly compose: string;
  /** Folder to write to. */
  readonly folder: string;
  /** True where files that services mount are to be replaced by changed copies. */
  readonly rewriteMounted?: boolean;
}

/** The files that `init --compose` makes of a project. */
export interface ComposeInit {
  readonly draft: Draft;
  readonly files: {
    readonly override: NewFile;
    readonly config: NewFile;
    /** Changed copies of files that services mount. */
    readonly copies: readonly NewFile[];
  };
  readonly edges: readonly ProxiedComposeEdge[];
  /** Calls that were found, and on which no proxy is. */
  readonly unplaced: readonly UnclearCall[];
  /** Notes for a person: certificates that won't fit, ports that a proxy doesn't have. */
  readonly notes: readonly string[];
  /** Addresses outside of the file, which get a proxy only where a person names them. */
  readonly outside: readonly OutsideCall[];
}

/**
 * Puts Toxiproxy on the edges of a Compose project, by files of its own in a folder.
 * @throws UsageError where there is no edge, or one that can't be had
 */
export function composeInit(file: ComposeFile, given: readonly GivenEdge[], paths: InitPaths): ComposeInit {
  refuseProxied(file, paths.compose);
  const found = paths.rewriteMounted ? findEdges(file) : withoutMounted(findEdges(file));
  const { edges, left } = giveProxies(file, chooseEdges(file, found, given));
  const unplaced = [...unplacedCalls(found, given), ...left.map(({ edge, why }) => leftCall(edge, why))];
  if (edges.length === 0) throw noEdges(paths.compose, unplaced, found.outside);
  const override = join(paths.folder, "docker-compose.brownout.yml");
  const config = join(paths.folder, "toxiproxy.brownout.json");
  const draft = composeDraft(file, edges, {
    files: [paths.compose, override].map((path) => relative(paths.folder, path)),
    hidden: edges.filter(isHidden),
  });
  // Compose takes paths in every file from where the first one is.
  const fromCompose = (path: string) => {
    const way = relative(join(paths.compose, ".."), path);
    return way.startsWith("..") ? way : `./${way}`;
  };
  const byCaller = Map.groupBy(edges, ({ caller }) => caller);
  const copies = file.services.flatMap((caller) => mountedCopies(caller, byCaller.get(caller.name) ?? []));
  const beside = {
    config: fromCompose(config),
    copies: copies.map((copy) => ({ ...copy, path: fromCompose(join(paths.folder, copy.path)) })),
  };
  return {
    draft,
    files: {
      override: { path: override, text: overrideText(file, edges, beside) },
      config: { path: config, text: toxiproxyConfigText(edges) },
      copies: copies.map(({ path, text, place }) => ({ path: join(paths.folder, path), text, modeOf: place.path })),
    },
    edges,
    unplaced,
    notes: [...edges.flatMap(tlsNote), ...edges.flatMap((edge) => aliasNote(file, edge))],
    outside: outsideLeft(found, given),
  };
}

/** @throws UsageError for a project whose edges have a proxy already */
export function refuseProxied({ services }: ComposeFile, path: string): void {
  const proxy = services.find(({ name, image = "" }) => name === "toxiproxy" || isProxyImage(image));
  if (proxy === undefined) return;
  throw new UsageError({
    message: `${basename(path)} has a Toxiproxy already: the service ${proxy.name}`,
    hint: `Write an experiment with \`system: { compose: ${path} }\`; \`brownout plan --on compose\` shows its edges.`,
  });
}

/** The error for a file that shows none. */
export function noEdges(path: string, unplaced: readonly UnclearCall[], outside: readonly OutsideCall[]): UsageError {
  const lines = [
    ...unplaced.map(unplacedLine),
    ...outside.map((call) => `${outsideLine(call)} is outside of the file`),
  ];
  return new UsageError({
    message: [`${path} shows no edge: no service is told of another's address`, ...lines].join("\n  "),
    hint: "Name them: --edge caller->callee:port, as often as needed.",
  });
}

/** A call on which no proxy is, in a line: where it was found, and why. */
export function unplacedLine({ at, message }: UnclearCall): string {
  return at === undefined ? message : `${at.file}:${at.line} ${message}`;
}

/** A call out of the file, as `--edge` takes it: `web -> api.stripe.com:443`. */
export function outsideLine({ caller, host, port }: OutsideCall): string {
  return `${caller} -> ${host}:${port ?? "PORT"}`;
}

/** Edges as they are without those mentions that stand in mounted files, which are unclear instead. */
function withoutMounted({ edges, unclear, outside }: FoundEdges): FoundEdges {
  const isMounted = ({ place }: Mention) => place.key === "file";
  const mounted = edges.flatMap((edge) => edge.mentions.filter(isMounted).map((mention) => inMounted(edge, mention)));
  const kept = edges
    .map((edge) => ({ ...edge, mentions: edge.mentions.filter((mention) => !isMounted(mention)) }))
    .filter(({ mentions }) => mentions.length > 0);
  return { edges: kept, unclear: [...unclear, ...mounted], outside };
}

function inMounted({ caller, callee, port }: ComposeEdge, { place, at, host }: Mention): UnclearCall {
  const message = `${caller} is told of ${host}:${port} in ${placeName(place)}, which it mounts; --rewrite-mounted (with --force after a first time) puts a changed copy in its place`;
  return { caller, callee, message, at, isAddress: true };
}

/** Calls that were found and make no edge, but for those that a person has named. */
export function unplacedCalls({ unclear }: FoundEdges, given: readonly GivenEdge[]): UnclearCall[] {
  const isGiven = ({ caller, callee }: UnclearCall) =>
    given.some((edge) => edge.caller === caller && edge.callee === callee);
  return unclear.filter((call) => !isGiven(call));
}

/** Addresses outside of the file that no person has named. */
function outsideLeft({ outside }: FoundEdges, given: readonly GivenEdge[]): OutsideCall[] {
  const isGiven = ({ caller, host, port }: OutsideCall) =>
    given.some((edge) => edge.caller === caller && edge.callee === host && (port ?? edge.port) === edge.port);
  return outside.filter((call) => !isGiven(call));
}

/** Tells whether the platform can't find an edge by itself: it reads what callers are told, and names of proxies. */
function isHidden({ caller, callee, proxy, mentions, isOutside }: ProxiedComposeEdge): boolean {
  const isTold = mentions.some(({ place }) => place.key === "environment" || place.key === "command");
  return isOutside === true || (!isTold && proxy !== `${caller}-${callee}`);
}

function leftCall({ caller, callee, port, mentions }: ComposeEdge, why: string): UnclearCall {
  const where = [...new Set(mentions.map(({ place }) => placeName(place)))].join(", ");
  const message = `${caller} is told of ${callee}:${port}${where && ` in ${where}`}, but ${why}`;
  return { caller, callee, message, at: mentions[0]?.at, isAddress: true };
}

function tlsNote(edge: ProxiedComposeEdge): string[] {
  const { caller, callee, aliases } = edge;
  if (!speaksTls(edge) || aliases.length > 0) return [];
  return [`${caller} -> ${callee} speaks TLS: the certificate of ${callee} must be good for the name toxiproxy, too`];
}

/** A name leads to the proxy with all of its ports, of which the proxy has one. */
function aliasNote({ services }: ComposeFile, { caller, callee, port, aliases }: ProxiedComposeEdge): string[] {
  const others = services.find(({ name }) => name === callee)?.ports.filter((each) => each !== port) ?? [];
  if (aliases.length === 0 || others.length === 0) return [];
  return [
    `${caller} -> ${callee}:${port} goes by name, so that ${caller} no longer reaches its ports ${others.join(", ")}`,
  ];
}
