import { type HealthProbe, PROCESS_HEADER } from "../clients/os/process-health.ts";
import { type Answer, json } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { AppliedToxic } from "./applied-toxic.ts";
import { decodePopulate, decodeProxy, decodeProxyUpdate, decodeToxics, decodeToxicUpdate } from "./bodies.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import { joinEdges, joinMetrics, joinObjects, joinPopulated, joinSame } from "./join-answers.ts";
import { formatMetrics } from "./prometheus.ts";
import type { ProxyCollection, ProxyRequest } from "./proxy-collection.ts";
import { withoutKeys } from "./tls/settings.ts";
import type { ToxicTypes } from "./toxic-types.ts";

/** The input of a handler, which knows the proxies of its own thread: the body, and the path's variables. */
export interface RouteInput {
  readonly proxies: ProxyCollection;
  /** Of this thread. */
  readonly health: HealthProbe;
  readonly toxicTypes: ToxicTypes;
  readonly body: Buffer;
  /** Name of the proxy in the path; empty when it has none. */
  readonly proxy: string;
  /** Name of the toxic in the path; empty when it has none. */
  readonly toxic: string;
}

export interface Route {
  /** Empty for every method. */
  readonly methods: readonly string[];
  /** `{proxy}` and `{toxic}` stand for one part each. */
  readonly path: string;
  readonly handle: (input: RouteInput) => Answer | Promise<Answer>;
  /** Makes one answer of those of several threads; none where the thread of the proxy in the path answers alone. */
  readonly join?: (answers: readonly Answer[]) => Answer;
  /** Takes apart a body that asks for new proxies; undefined for one that makes no sense. */
  readonly split?: (body: Uint8Array) => readonly RequestPart[] | undefined;
}

/** One of the proxies that a body asks for, and the body that asks for it alone. */
interface RequestPart {
  readonly request: ProxyRequest;
  readonly body: Uint8Array;
}

/** Toxiproxy 2.12's routes, and `GET /edges`, which is ours. */
export const ROUTES: readonly Route[] = [
  { methods: ["POST"], path: "/reset", handle: reset, join: joinSame },
  { methods: ["GET"], path: "/proxies", handle: listProxies, join: joinObjects },
  { methods: ["POST"], path: "/proxies", handle: createProxy, split: splitProxy },
  { methods: ["POST"], path: "/populate", handle: populate, split: splitPopulate, join: joinPopulated },
  { methods: ["GET"], path: "/proxies/{proxy}", handle: showProxy },
  { methods: ["POST", "PATCH"], path: "/proxies/{proxy}", handle: updateProxy },
  { methods: ["DELETE"], path: "/proxies/{proxy}", handle: deleteProxy },
  { methods: ["GET"], path: "/proxies/{proxy}/toxics", handle: listToxics },
  { methods: ["POST"], path: "/proxies/{proxy}/toxics", handle: createToxics },
  { methods: ["GET"], path: "/proxies/{proxy}/toxics/{toxic}", handle: showToxic },
  { methods: ["POST", "PATCH"], path: "/proxies/{proxy}/toxics/{toxic}", handle: updateToxic },
  { methods: ["DELETE"], path: "/proxies/{proxy}/toxics/{toxic}", handle: deleteToxic },
  { methods: ["GET"], path: "/version", handle: version },
  { methods: ["GET"], path: "/edges", handle: readEdges, join: joinEdges },
];

/** Only there when metrics are switched on; the stock server answers it to every method, too. */
export const METRICS_ROUTE: Route = { methods: [], path: "/metrics", handle: metrics, join: joinMetrics };

/** The name by which a request is sent on to another thread: `GET /proxies/{proxy}`. */
export function routeName({ methods, path }: Route): string {
  return `${methods[0] ?? "ANY"} ${path}`;
}

const BY_NAME: ReadonlyMap<string, Route> = new Map(
  [...ROUTES, METRICS_ROUTE].map((route) => [routeName(route), route]),
);

export function routeNamed(name: string): Route {
  const route = BY_NAME.get(name);
  if (route === undefined) throw new RangeError(`there is no route ${name}`);
  return route;
}

/** The release whose API this is. */
const API_VERSION = "2.12.0";

async function reset({ proxies }: RouteInput): Promise<Answer> {
  await proxies.reset();
  return { status: 204 };
}

function listProxies({ proxies }: RouteInput): Answer {
  return json(200, Object.fromEntries(proxies.all().map((proxy) => [proxy.name, proxyView(proxy)])));
}

async function createProxy({ proxies, body }: RouteInput): Promise<Answer> {
  return json(201, proxyView(await proxies.add(decodeProxy(body))));
}

function splitProxy(body: Uint8Array): readonly RequestPart[] | undefined {
  const request = unlessRefused(() => decodeProxy(Buffer.from(body)));
  return request && [{ request, body }];
}

async function populate({ proxies, body }: RouteInput): Promise<Answer> {
  try {
    const { proxies: done, error } = await proxies.populate(decodePopulate(body));
    return populateAnswer(done, error);
  } catch (error) {
    if (error instanceof ApiError) return populateAnswer([], error);
    throw error;
  }
}

function splitPopulate(body: Uint8Array): readonly RequestPart[] | undefined {
  const requests = unlessRefused(() => decodePopulate(Buffer.from(body)));
  return requests?.map((request) => ({ request, body: Buffer.from(JSON.stringify([request])) }));
}

function unlessRefused<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function populateAnswer(done: readonly FaultProxy[], error: ApiError | undefined): Answer {
  const failure = error === undefined ? {} : { error: error.message, status: error.status };
  return json(error?.status ?? 201, { ...failure, proxies: done.length === 0 ? null : done.map(proxyView) });
}

function showProxy({ proxies, proxy }: RouteInput): Answer {
  return json(200, proxyView(proxies.get(proxy)));
}

async function updateProxy({ proxies, proxy: name, body }: RouteInput): Promise<Answer> {
  const proxy = proxies.get(name);
  await proxies.update(proxy, decodeProxyUpdate(body, proxy));
  return json(200, proxyView(proxy));
}

async function deleteProxy({ proxies, proxy }: RouteInput): Promise<Answer> {
  await proxies.remove(proxy);
  return { status: 204 };
}

function listToxics({ proxies, proxy }: RouteInput): Answer {
  return json(200, proxies.get(proxy).toxics.map(toxicView));
}

function createToxics({ proxies, proxy, body, toxicTypes }: RouteInput): Answer {
  const target = proxies.get(proxy);
  const { toxics, isArray } = decodeToxics(body, target.toxics, toxicTypes);
  target.addToxics(toxics);
  const views = toxics.map(toxicView);
  return json(200, isArray ? views : views[0]);
}

function showToxic({ proxies, proxy, toxic }: RouteInput): Answer {
  return json(200, toxicView(proxies.get(proxy).toxic(toxic)));
}

function updateToxic({ proxies, proxy, toxic: name, body }: RouteInput): Answer {
  const target = proxies.get(proxy);
  const toxic = target.toxic(name);
  target.updateToxic(toxic, decodeToxicUpdate(body, toxic));
  return json(200, toxicView(toxic));
}

function deleteToxic({ proxies, proxy, toxic }: RouteInput): Answer {
  const target = proxies.get(proxy);
  target.removeToxic(target.toxic(toxic));
  return { status: 204 };
}

function version(): Answer {
  return { status: 200, contentType: "application/json;charset=utf-8", text: `{"version": "${API_VERSION}"}\n` };
}

/**
 * Answers with what every proxy has seen. The server's own health is in a header, as any name may be that of a proxy.
 */
function readEdges({ proxies, health }: RouteInput): Answer {
  const edges = Object.fromEntries(proxies.all().map((proxy) => [proxy.name, proxy.read()]));
  return { ...json(200, edges), headers: { [PROCESS_HEADER]: JSON.stringify([health.read()]) } };
}

function metrics({ proxies }: RouteInput): Answer {
  return { status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8", text: formatMetrics(proxies.all()) };
}

function proxyView(proxy: FaultProxy) {
  const { name, listen, upstream, edge, protocol, enabled, tls } = proxy;
  const own = {
    ...(edge !== "" && { edge }),
    ...(protocol !== "" && { protocol }),
    ...(tls && { tls: withoutKeys(tls) }),
  };
  return { name, listen, upstream, enabled, ...own, toxics: proxy.toxics.map(toxicView) };
}

function toxicView({ attributes, name, type, stream, toxicity }: AppliedToxic) {
  return { attributes, name, type: type.type, stream, toxicity };
}
