import { isAbsolute, join } from "node:path";
import type { Edge } from "../graph/graph.ts";
import type { YamlDocument } from "../yaml/document.ts";
import { fieldsOf } from "../yaml/fields.ts";
import { withoutSlash } from "./concealed-text.ts";
import type { ExperimentFile } from "./experiment-schema.ts";
import { parseEdge } from "./resolve-names.ts";
import { sentText } from "./sent-text.ts";
import type { ExternalProcess, ExternalService, ExternalSpec } from "./system-spec.ts";

type ExternalFile = NonNullable<ExperimentFile["system"]["external"]>;
type ServiceFile = ExternalFile["services"][string];

/** Makes the external system of what a file says of it. */
export function externalSpec(file: ExternalFile, folder: string, document: YamlDocument): ExternalSpec {
  const services = Object.entries(file.services).map(([name, { url, ...process }]): [string, ExternalService] => {
    const by = processOf(process, folder);
    const sent = url === undefined ? undefined : withoutSlash(sentText(url, urlPath(name, document), document));
    return [name, { ...(sent === undefined ? {} : { url: sent }), ...(by === undefined ? {} : { process: by }) }];
  });
  return {
    services: Object.fromEntries(services),
    edges: Object.entries(file.edges).map(([name, addresses]) => ({ edge: edgeOf(name), ...addresses })),
    ...(file.toxiproxy === undefined ? {} : { toxiproxy: file.toxiproxy.replace(/\/+$/, "") }),
    proxies: Object.entries(file.proxies).map(([name, proxy]) => ({ edge: edgeOf(name), proxy })),
  };
}

/** A service is its URL, or has it under a key. */
function urlPath(service: string, document: YamlDocument): readonly string[] {
  const path = ["system", "external", "services", service];
  const written = path.reduce<unknown>((value, key) => fieldsOf(value)[key], document.value);
  return typeof written === "string" ? path : [...path, "url"];
}

function processOf({ pid, pidfile, unit }: Omit<ServiceFile, "url">, folder: string): ExternalProcess | undefined {
  if (pid !== undefined) return { by: "pid", pid };
  if (pidfile !== undefined) return { by: "pidfile", path: isAbsolute(pidfile) ? pidfile : join(folder, pidfile) };
  return unit === undefined ? undefined : { by: "unit", unit };
}

/** The schema takes nothing but edges. */
function edgeOf(name: string): Edge {
  const edge = parseEdge(name);
  if (edge === undefined) throw new RangeError(`${name} is no edge`);
  return edge;
}
