import type { ExternalProcess, ExternalSpec } from "../../files/experiment/system-spec.ts";
import { edgeName } from "../../values/edge-name.ts";
import { hostOf } from "../toxiproxy/listed-proxies.ts";

/** Says where a system is that runs already, for a person to see before anything is done to it. */
export function whereItIs({ services, edges, toxiproxy }: ExternalSpec): string {
  const urls = Object.entries(services).flatMap(([name, { url }]) =>
    url === undefined ? [] : [{ name, url: String(url) }],
  );
  const parts = [
    ...urls.map(({ name, url }) => `${name} at ${url}`),
    ...Object.entries(services).flatMap(([name, { process }]) =>
      process ? [`${name} is ${processInWords(process)}`] : [],
    ),
    ...edges.map(({ edge, listen, upstream }) =>
      edge.caller === listen ? edgeName(edge) : `${edgeName(edge)} through ${listen} to ${upstream}`,
    ),
    ...(toxiproxy === undefined ? [] : [`the Toxiproxy at ${toxiproxy}`]),
  ];
  const addresses = [...urls.map(({ url }) => hostnameIn(url)), ...edges.map(({ upstream }) => hostOf(upstream))];
  const elsewhere = [...new Set([...addresses, ...(toxiproxy === undefined ? [] : [hostnameIn(toxiproxy)])])].filter(
    (host) => !isLoopback(host),
  );
  const beyond = elsewhere.length === 0 ? "" : `; not on this machine: ${elsewhere.join(", ")}`;
  return `what runs already: ${parts.join(", ")}${beyond}`;
}

function processInWords(process: ExternalProcess): string {
  if (process.by === "pid") return `process ${process.pid}`;
  return process.by === "pidfile" ? `the process in ${process.path}` : `the unit ${process.unit}`;
}

/** Reads the host of a URL as it is shown; one with variables in it is said as a whole. */
function hostnameIn(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
}
