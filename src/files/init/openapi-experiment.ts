import type { ApiRequest } from "../openapi/api-request.ts";
import { slug } from "../openapi/operations.ts";
import type { Dependency } from "./dependency.ts";
import type { FirstExperiment } from "./first-experiment.ts";

/** The system of a set of experiments. */
export interface ApiSystem {
  /** The name of the service that the description is of. */
  readonly service: string;
  readonly url: string;
  /** All of them: each has its address at every run. */
  readonly dependencies: readonly Dependency[];
}

/** So many that 10 s tell a rate of errors from 2 %, and 20 s from 1 %. */
const JUDGED_PER_S = 40;
const OTHERS_PER_S = 20;
const OTHERS_REMARK = "  # These go on meanwhile; nothing below judges them.";
const REQUESTS_MAX = 100;

/** Says what becomes of one operation when one dependency is slow, while the others go on. */
export function operationExperiment(
  judged: ApiRequest,
  all: readonly ApiRequest[],
  slow: Dependency,
  system: ApiSystem,
): FirstExperiment {
  const edge = `${system.service} -> ${slow.name}`;
  const others = all.filter(({ name }) => name !== judged.name);
  const name = `${judged.name}-slow-${slug(slow.name, 40)}`;
  const loads = [
    loadText(judged.name, [judged], JUDGED_PER_S, system.service),
    ...(others.length > 0 ? [OTHERS_REMARK, loadText("others", others, OTHERS_PER_S, system.service)] : []),
  ];
  const head = `# Written by \`brownout init --openapi\`; change it to what you want to know.`;
  return { name, text: textOf({ head, name, edge, load: judged.name, loads, sent: [judged, ...others] }, system) };
}

/** The load on all operations, with a dependency that isn't there yet. */
export function unnamedDependencyExperiment(all: readonly ApiRequest[], system: ApiSystem): FirstExperiment {
  const dependency = { name: "dependency", listen: "127.0.0.1:9001", upstream: "127.0.0.1:9002" };
  const edge = `${system.service} -> ${dependency.name}`;
  const head = `# The load on ${system.service} is whole; its dependency isn't: give one a name here, the address where it is as upstream, and
# have ${system.service} call it at listen (\`brownout env\` prints that). Until then a run can't show anything. Or let
# \`brownout init --openapi\` do it: --dependency NAME=LISTEN=UPSTREAM writes an experiment for each operation.`;
  const name = `${slug(system.service, 40)}-slow-dependency`;
  const loads = [loadText("clients", all, JUDGED_PER_S, system.service)];
  return {
    name,
    text: textOf({ head, name, edge, load: "clients", loads, sent: all }, { ...system, dependencies: [dependency] }),
  };
}

/** The number of requests that a load may have at most. */
export const requestsMax = REQUESTS_MAX;

interface Words {
  readonly head: string;
  readonly name: string;
  /** The edge that gets slow. */
  readonly edge: string;
  /** The load that is judged. */
  readonly load: string;
  /** All loads, as they are written. */
  readonly loads: readonly string[];
  readonly sent: readonly ApiRequest[];
}

function textOf({ head, name, edge, load, loads, sent }: Words, { service, url, dependencies }: ApiSystem): string {
  const secrets = [...new Set(sent.flatMap((one) => one.secrets))];
  const edges = dependencies.map(
    (one) =>
      `      ${service} -> ${one.name}: { listen: ${addressText(one.listen)}, upstream: ${addressText(one.upstream)} }`,
  );
  return `${head}
name: ${name}
title: ${load} answers within 1 s when ${edge} takes 2 s longer
${secrets.length === 0 ? "" : `secrets: [${secrets.join(", ")}]\n`}
system:
  external:
    services: { ${service}: ${addressText(url)} }
    edges: # brownout listens there while it runs, and ${service} must call there
${edges.join("\n")}

load:
${loads.join("\n")}

phases: { warm-up: 5s, baseline: 10s, fault: 20s, recovery: 10s }

steady-state: # must hold in the baseline, or nothing is injected
  - ${load}.error_rate < 2%
  - ${load}.p95 < 1s

faults: # taken out again whatever happens
  - { type: latency, on: ${edge}, latency: 2s }

abort: # judged live; the first to hold takes the fault out
  - ${load}.error_rate > 50% over 5s

expect: # judged over the fault phase; decides the verdict
  - ${load}.error_rate < 1%
  - ${load}.p95 < 1s
  - ${load}.recovery < 10s
`;
}

/** A load; of one request, or of several by weight. */
function loadText(name: string, requests: readonly ApiRequest[], ratePerS: number, service: string): string {
  const shared = sharedHeaders(requests);
  const [only, ...more] = requests;
  const alone = only !== undefined && more.length === 0 ? requestLines(only, service) : undefined;
  const lines = [
    ...(alone?.request ?? []),
    `rate: ${ratePerS}/s`,
    "timeout: 10s",
    ...headerLines(shared),
    ...(alone?.body ?? ["requests:", ...requests.flatMap((one) => weightedLines(one, shared, service))]),
  ];
  return [`  ${name}:`, ...lines.map((line) => `    ${line}`)].join("\n");
}

function weightedLines(one: ApiRequest, shared: Readonly<Record<string, string>>, service: string): readonly string[] {
  const own = Object.entries(one.headers).filter(([name]) => !(name in shared));
  const { request, body } = requestLines(one, service);
  const [first = "", ...rest] = [...request, `weight: ${one.weight}`, ...headerLines(Object.fromEntries(own)), ...body];
  return [`  - ${first}`, ...rest.map((line) => `    ${line}`)];
}

function requestLines({ method, path, body, madeUp }: ApiRequest, service: string) {
  const text = `${method} ${service}${path}`;
  const remark = madeUp.length === 0 ? "" : ` # made up: ${madeUp.join(", ")}; put a value that is there in its place`;
  return {
    // A colon at its end would make it a key.
    request: [`request: ${text.endsWith(":") ? quoted(text) : text}${remark}`],
    body: body === undefined ? [] : [`body: ${quoted(body)}`],
  };
}

function headerLines(headers: Readonly<Record<string, string>>): readonly string[] {
  const key = (name: string) => (/^[A-Za-z][\w-]*$/.test(name) ? name : quoted(name));
  const lines = Object.entries(headers).map(([name, value]) => `  ${key(name)}: ${quoted(value)}`);
  return lines.length === 0 ? [] : ["headers:", ...lines];
}

/** Headers that all requests have alike. */
function sharedHeaders([first, ...others]: readonly ApiRequest[]): Readonly<Record<string, string>> {
  const entries = Object.entries(first?.headers ?? {});
  return Object.fromEntries(entries.filter(([name, value]) => others.every(({ headers }) => headers[name] === value)));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An address or a URL, which are text to YAML as they are if they have nothing unusual in them. */
function addressText(text: string): string {
  return /^[A-Za-z0-9][\w.:/-]*[\w/]$/.test(text) ? text : quoted(text);
}
