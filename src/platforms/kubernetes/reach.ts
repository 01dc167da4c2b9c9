import type { Workload } from "../../clients/cluster/workload.ts";
import { type SentText, withoutSlash } from "../../files/experiment/concealed-text.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { SenderPodsSpec } from "../../files/experiment/load-spec.ts";
import type { ReachSpec } from "../../files/experiment/system-spec.ts";
import { CLI_IMAGE } from "../../values/images.ts";
import { NotReachableError } from "./kubernetes-errors.ts";
import type { Survey } from "./survey.ts";

/** The way a load reaches a service. */
export type LoadPath =
  | { readonly by: "url"; readonly url: SentText }
  | { readonly by: "service"; readonly url: string }
  | { readonly by: "service-proxy"; readonly serviceName: string; readonly port: number }
  | { readonly by: "port-forward"; readonly workload: Workload; readonly port: number };

export type LoadPaths = ReadonlyMap<string, LoadPath>;

/**
 * Chooses a way to each service that the loads of an experiment call.
 * @throws NotReachableError for a service of the system that has none
 */
export function chooseLoadPaths({ loads, loadFrom }: Experiment, found: Survey, reach: ReachSpec): LoadPaths {
  const called = new Set(loads.flatMap(({ requests }) => requests.flatMap(({ service }) => service ?? [])));
  // Services that aren't there are the plan's to complain about, all at once.
  const there = [...called].filter((service) => found.workloads.has(service));
  const choose = loadFrom === undefined || reach.by === "url" ? chooseLoadPath : loadPathInside;
  return new Map(there.map((service) => [service, choose(service, found, reach)]));
}

/** For senders among the pods of the namespace. */
function loadPathInside(service: string, { ports }: Survey): LoadPath {
  const selecting = ports.get(service);
  if (selecting) return { by: "service", url: `http://${selecting.name}:${selecting.port.number}` };
  const hint = "Make a Service for it, or name a URL for it in `reach`.";
  throw unreachable(service, "no Kubernetes Service with a TCP port selects its pods", hint);
}

function chooseLoadPath(service: string, { workloads, ports }: Survey, reach: ReachSpec): LoadPath {
  if (reach.by === "url") {
    const url = reach.urls[service];
    if (url !== undefined) return { by: "url", url: withoutSlash(url) };
    throw unreachable(service, "`reach` has no URL for it", `Add \`${service}: https://…\` to it.`);
  }
  const selecting = ports.get(service);
  const workload = workloads.get(service);
  if (reach.by === "service-proxy") {
    if (selecting) return { by: "service-proxy", serviceName: selecting.name, port: selecting.port.number };
    const hint = "Make a Service for it, or say `reach: port-forward`, which needs none.";
    throw unreachable(service, "no Kubernetes Service with a TCP port selects its pods", hint);
  }
  const port = workload && podPort(workload, selecting?.port.target);
  if (workload && port !== undefined) return { by: "port-forward", workload, port };
  throw unreachable(service, "nothing says which port its pods listen on", "Give its container a `containerPort`.");
}

/** The one that its Service names, else the first that the pods say is HTTP, else the first. */
function podPort({ ports }: Workload, target: number | string | undefined): number | undefined {
  if (typeof target === "number") return target;
  const named = ports.find(({ name }) => name === (target ?? "http"));
  return (named ?? ports[0])?.number;
}

function unreachable(service: string, why: string, hint: string): NotReachableError {
  return new NotReachableError({ message: `the load has no way to ${service}: ${why}`, hint });
}

/** The sentence of a plan on the paths that were chosen, and why; undefined where there was nothing to choose. */
export function explainLoadPaths(
  paths: LoadPaths,
  { by }: ReachSpec,
  loadFrom: SenderPodsSpec | undefined,
): string | undefined {
  const from = loadFrom && senderWords(loadFrom);
  if (paths.size === 0) return from;
  const reason = from === undefined ? reasons[by] : `${from}, ${by === "url" ? reasons.url : INSIDE}`;
  return `${reason}: ${[...paths].map(([service, path]) => loadPathWords(service, path)).join(", ")}`;
}

const INSIDE = "straight to its Services";

function senderWords({ pods, image = CLI_IMAGE }: SenderPodsSpec): string {
  return pods === 1
    ? `from a pod of ${image} in the namespace`
    : `from ${pods} pods of ${image} in the namespace, an equal share each`;
}

const reasons: Readonly<Record<ReachSpec["by"], string>> = {
  "service-proxy":
    "through the API server's service proxy, which needs no address and spreads over ready pods as a Service does; every request passes the API server, so it adds a few ms and carries some hundred requests a second",
  "port-forward":
    "through a port forwarded to one ready pod, another when that is gone; the other pods get no load, and every byte passes the API server",
  url: "straight to the URLs of `reach`, where nothing tells whether what lies between is well",
};

function loadPathWords(service: string, path: LoadPath): string {
  if (path.by === "url" || path.by === "service") return `${service} at ${path.url}`;
  return path.by === "service-proxy"
    ? `${service} at service ${path.serviceName}, port ${path.port}`
    : `${service} at its pods' port ${path.port}`;
}
