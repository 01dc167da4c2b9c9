import { reveal, type SentText } from "../../files/experiment/concealed-text.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import type { SampledSignal } from "../../files/experiment/sampled-signal.ts";
import type { ExternalSpec, KubernetesSpec } from "../../files/experiment/system-spec.ts";
import { type Fields, fieldsOf, itemsOf } from "../../files/yaml/fields.ts";
import { type Path, show } from "../../files/yaml/problem.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { HostPort } from "../../values/host-port.ts";
import { type AllowedHost, isAllowedHost, targetOfAddress, targetOfUrl } from "./allowed-host.ts";
import type { OutOfBounds } from "./out-of-bounds.ts";

/** A place that an experiment would call. */
interface Destination {
  readonly path: Path;
  readonly written: SentText;
  /** None where it can't be told. */
  readonly target: HostPort | undefined;
}

/**
 * Every place outside of the system that an experiment would call, and nobody allowed. What it says is the system, and
 * isn't started for it, is outside.
 * @param written the file's values as they stand there
 */
export function hostsOutside(
  { loads, signals = [], system }: Experiment,
  on: string,
  written: Fields,
  allowed: readonly AllowedHost[],
): readonly OutOfBounds[] {
  const destinations = [
    ...loads.flatMap((load) => ofLoad(load, fieldsOf(fieldsOf(written.load)[load.name]))),
    ...signals.flatMap(ofSignal),
    ...(on === "external" && system.external !== undefined ? ofExternal(system.external) : []),
    ...(on === "kubernetes" && system.kubernetes !== undefined ? ofReach(system.kubernetes) : []),
  ];
  return destinations.flatMap(({ path, written: text, target }) => {
    if (target === undefined) return [{ path, message: `where ${show(String(text))} leads can't be told beforehand` }];
    if (isAllowedHost(allowed, target)) return [];
    const place = show(placeInWords(text, target));
    return [{ path, message: `${place} is no service that is started for it, and --allow-host doesn't have it` }];
  });
}

/** The place, or what is written there: of values that must not be shown the host may be one. */
function placeInWords(written: SentText, { host, port }: HostPort): string {
  if (typeof written !== "string") return String(written);
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function ofLoad({ name, requests, command }: LoadSpec, written: Fields): readonly Destination[] {
  const path = ["load", name];
  const places = requestPlaces(written);
  const ofRequests = requests.flatMap(({ service, path: url }, index): Destination[] => {
    if (service !== undefined) return [];
    return [{ path: [...path, ...(places[index] ?? [])], written: url, target: targetOfUrl(reveal(url)) }];
  });
  if (command?.address === undefined) return ofRequests;
  const { kind, address } = command;
  return [...ofRequests, { path: [...path, kind], written: address, target: targetOfAddress(reveal(address)) }];
}

/** The places of a load's requests in it, in their order. */
function requestPlaces({ requests, steps }: Fields): readonly Path[] {
  for (const [key, items] of Object.entries({ requests, steps })) {
    if (items === undefined) continue;
    return itemsOf(items).flatMap((item, index): Path[] =>
      fieldsOf(item).request === undefined ? [] : [[key, index, "request"]],
    );
  }
  return [["request"]];
}

function ofSignal(signal: SampledSignal): readonly Destination[] {
  if (!("url" in signal)) return [];
  return [
    { path: ["signals", signal.name, "prometheus"], written: signal.url, target: targetOfUrl(reveal(signal.url)) },
  ];
}

function ofExternal({ services, edges, toxiproxy }: ExternalSpec): readonly Destination[] {
  const path = ["system", "external"];
  const ofServices = Object.entries(services).flatMap(([name, { url }]): Destination[] =>
    url === undefined ? [] : [{ path: [...path, "services", name], written: url, target: targetOfUrl(reveal(url)) }],
  );
  const ofEdges = edges.map(
    ({ edge, upstream }): Destination => ({
      path: [...path, "edges", edgeName(edge), "upstream"],
      written: upstream,
      target: targetOfAddress(upstream),
    }),
  );
  const ofToxiproxy: Destination[] =
    toxiproxy === undefined
      ? []
      : [{ path: [...path, "toxiproxy"], written: toxiproxy, target: targetOfUrl(toxiproxy) }];
  return [...ofServices, ...ofEdges, ...ofToxiproxy];
}

function ofReach({ reach }: KubernetesSpec): readonly Destination[] {
  if (reach.by !== "url") return [];
  return Object.entries(reach.urls).map(([service, url]) => ({
    path: ["system", "kubernetes", "reach", service],
    written: url,
    target: targetOfUrl(reveal(url)),
  }));
}
