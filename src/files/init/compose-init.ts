import { basename, join, relative } from "node:path";
import { UsageError } from "../../values/errors.ts";
import { isProxyImage } from "../../values/images.ts";
import type { ComposeFile } from "../compose-file/compose-file.ts";
import { findEdges } from "../compose-file/find-edges.ts";
import { chooseEdges, type GivenEdge } from "./choose-edges.ts";
import { firstExperiment } from "./compose-experiment.ts";
import { overrideText, toxiproxyConfigText } from "./override.ts";
import { giveProxies, type ProxiedComposeEdge } from "./proxied-edge.ts";

/** A file to be written. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** The files that `init --compose` makes of a project. */
export interface ComposeInit {
  readonly files: { readonly override: NewFile; readonly config: NewFile; readonly experiment: NewFile };
  readonly edges: readonly ProxiedComposeEdge[];
  /** Notes for a person: edges that can't be told, certificates that won't fit. */
  readonly notes: readonly string[];
}

const TLS = ["https", "wss", "rediss", "amqps"];

/**
 * Puts Toxiproxy on the edges of a Compose project, by files of its own in a folder.
 * @throws UsageError where there is no edge, or one that can't be had
 */
export function composeInit(
  file: ComposeFile,
  given: readonly GivenEdge[],
  paths: { readonly compose: string; readonly folder: string },
): ComposeInit {
  refuseProxied(file, paths.compose);
  const found = findEdges(file);
  const edges = giveProxies(chooseEdges(file, found.edges, given));
  if (edges.length === 0) throw noEdges(paths.compose, found.unclear);
  const override = join(paths.folder, "docker-compose.brownout.yml");
  const config = join(paths.folder, "toxiproxy.brownout.json");
  const experiment = firstExperiment(file, edges, {
    files: [paths.compose, override].map((path) => relative(paths.folder, path)),
  });
  // Compose takes paths in every file from where the first one is.
  const fromCompose = relative(join(paths.compose, ".."), config);
  const configPath = fromCompose.startsWith("..") ? fromCompose : `./${fromCompose}`;
  return {
    files: {
      override: { path: override, text: overrideText(file, edges, configPath) },
      config: { path: config, text: toxiproxyConfigText(edges) },
      experiment: { path: join(paths.folder, `${experiment.name}.yaml`), text: experiment.text },
    },
    edges,
    notes: [...found.unclear.filter((line) => !isGiven(line, given)), ...edges.flatMap(tlsNote)],
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
export function noEdges(path: string, unclear: readonly string[]): UsageError {
  return new UsageError({
    message: [`${path} shows no edge: no service is told of another's address in its environment`, ...unclear].join(
      "\n  ",
    ),
    hint: "Name them: --edge caller->callee:port, as often as needed.",
  });
}

/** Tells whether a person has said what could not be told. */
export function isGiven(line: string, given: readonly GivenEdge[]): boolean {
  return given.some(({ caller, callee }) => line.startsWith(`${caller} depends on ${callee},`));
}

function tlsNote({ caller, callee, scheme = "" }: ProxiedComposeEdge): string[] {
  if (!TLS.includes(scheme)) return [];
  return [`${caller} -> ${callee} speaks TLS: the certificate of ${callee} must be good for the name toxiproxy, too`];
}
