import { type Address, addressesIn, bareHost, urlHosts } from "./addresses.ts";
import { type Callees, calleesOf, networkShared } from "./callees.ts";
import type { ComposeFile, ComposeService } from "./compose-file.ts";
import { addressName, type NamedValue, namedValues } from "./named-values.ts";
import { type FilePosition, placeName, type TextPlace } from "./service-text.ts";
import { unsetAddress } from "./unset-address.ts";

/** The part of a caller's text that names the callee, and the part of an address that stands there. */
export interface Mention {
  readonly place: TextPlace;
  /** Offsets in the text that the container gets. */
  readonly from: number;
  readonly to: number;
  /** `host` where the port is said elsewhere, or nowhere: then the proxy must listen on the callee's own. */
  readonly holds: "host and port" | "host" | "port";
  /** The host as it is written there. */
  readonly host: string;
  /** Undefined where only Compose knows. */
  readonly at: FilePosition | undefined;
}

/** One caller's use of one port of a callee. */
export interface ComposeEdge {
  readonly caller: string;
  readonly callee: string;
  readonly port: number;
  /** Places where the caller is told of it; empty where they aren't known, as with an address in its code. */
  readonly mentions: readonly Mention[];
  /** `http`, `postgres`, where a URL says. */
  readonly scheme?: string;
  /** The host that the caller means, where that is one replica of the callee or no service of the file. */
  readonly host?: string;
  /** True where the callee is no service of the file but a host anywhere else. */
  readonly isOutside?: true;
}

/** A call of one service that can't be told in full. */
export interface UnclearCall {
  readonly caller: string;
  /** None where a variable that has no value should say it. */
  readonly callee: string | undefined;
  /** The address or variable, and why it makes no edge: a sentence without its full stop. */
  readonly message: string;
  readonly at: FilePosition | undefined;
  /** False where a service is only said to need another, and no address was found. */
  readonly isAddress: boolean;
}

/** The address of a host that no service of the file has, as one of them is told of it. */
export interface OutsideCall {
  readonly caller: string;
  readonly host: string;
  /** Undefined where neither the address nor its scheme says. */
  readonly port: number | undefined;
}

export interface FoundEdges {
  readonly edges: readonly ComposeEdge[];
  readonly unclear: readonly UnclearCall[];
  /** Each once. */
  readonly outside: readonly OutsideCall[];
}

/** Ports that a client takes by default, by the name of the image. */
const IMAGE_PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mariadb: 3306,
  redis: 6379,
  valkey: 6379,
  memcached: 11211,
  mongo: 27017,
  rabbitmq: 5672,
  nats: 4222,
  elasticsearch: 9200,
};

/** `IMAGE: redis:7` is no address. */
const OTHER_NAME = /(IMAGE|TAG|VERSION)$/i;

/** The edges that a Compose file shows: services that are told of other services' addresses. */
export function findEdges(file: ComposeFile): FoundEdges {
  const callees = calleesOf(file);
  const found = file.services.map((caller) => ({ ...inService(caller, callees), caller }));
  const dependencies = found.flatMap(({ caller, edges }) =>
    caller.dependsOn
      .filter((other) => !edges.some(({ callee }) => callee === other))
      .map((other) => dependency(caller.name, other)),
  );
  return {
    edges: found.flatMap(({ edges }) => edges),
    unclear: [...found.flatMap(({ unclear }) => unclear), ...dependencies],
    outside: found.flatMap(({ outside }) => outside),
  };
}

function dependency(caller: string, callee: string): UnclearCall {
  const message = `${caller} depends on ${callee}, but no variable of its environment and no word of its command has the address`;
  return { caller, callee, message, at: undefined, isAddress: false };
}

function inService(caller: ComposeService, callees: Callees): FoundEdges {
  const edges = new Map<string, ComposeEdge>();
  const unclear: UnclearCall[] = [];
  const outside = new Map<string, OutsideCall>();
  const values = namedValues(caller.texts);
  for (const value of values) {
    if (OTHER_NAME.test(value.name)) continue;
    for (const call of outsideOf(value, caller, callees)) outside.set(`${call.host}:${call.port}`, call);
    for (const call of callsIn(value, values, caller, callees)) {
      if ("message" in call) unclear.push(call);
      else addTo(edges, call);
    }
  }
  return { edges: [...edges.values()], unclear, outside: [...outside.values()] };
}

function addTo(edges: Map<string, ComposeEdge>, edge: ComposeEdge): void {
  const key = `${edge.host ?? edge.callee}:${edge.port}`;
  edges.set(key, { ...edge, mentions: [...(edges.get(key)?.mentions ?? []), ...edge.mentions] });
}

function outsideOf({ value }: NamedValue, caller: ComposeService, callees: Callees): OutsideCall[] {
  const others = urlHosts(value).filter(({ host }) => callees.of(host, caller).length === 0);
  return others
    .filter(({ host }) => !caller.hostNames.includes(host))
    .map(({ host, port }) => ({ caller: caller.name, host, port }));
}

function callsIn(
  named: NamedValue,
  values: readonly NamedValue[],
  caller: ComposeService,
  callees: Callees,
): (ComposeEdge | UnclearCall)[] {
  const { name, value, text } = named;
  const isCallee = (host: string) => callees.of(host, caller).length > 0;
  const bare = addressName.test(name) ? bareHost(value, isCallee) : undefined;
  const addresses = bare === undefined ? addressesIn(value, isCallee) : [bare];
  const missing = unsetAddress(named);
  if (missing !== undefined) {
    const message = `${caller.name} may be told of another service in ${placeName(text.place)}, but ${missing}`;
    return [{ caller: caller.name, callee: undefined, message, at: named.at, isAddress: true }];
  }
  return addresses.map((address) => callTo(address, named, values, caller, callees));
}

function callTo(
  address: Address,
  named: NamedValue,
  values: readonly NamedValue[],
  caller: ComposeService,
  callees: Callees,
): ComposeEdge | UnclearCall {
  const { text, at } = named;
  const [callee, ...others] = callees.of(address.host, caller) as [ComposeService, ...ComposeService[]];
  const unclear = (why: string): UnclearCall => {
    const message = `${caller.name} is told of ${shown(address, callee)} in ${placeName(text.place)}, but ${why}`;
    return { caller: caller.name, callee: callee.name, message, at, isAddress: true };
  };
  if (others.length > 0) return unclear(`${others.map(({ name }) => name).join(", ")} can be called so, too`);
  if (networkShared(caller, callee) === undefined) return unclear(noNetwork(caller, callee));
  if (text.place.key === "file" && address.port === undefined) return unclear("host and port are apart in a file");
  if (address.unclear !== undefined) return unclear(address.unclear);
  const edge = edgeOf(address, named, values, caller, callee);
  return typeof edge === "string" ? unclear(edge) : edge;
}

function shown({ host, port }: Address, callee: ComposeService): string {
  return `${host}${port === undefined ? "" : `:${port}`}${host === callee.name ? "" : ` (${callee.name})`}`;
}

function noNetwork(...pair: readonly ComposeService[]): string {
  const host = pair.find(({ networkMode }) => networkMode !== undefined);
  if (host === undefined) return "they share no network";
  return `${host.name} has network_mode: ${host.networkMode}, and no network in which a proxy could be between them`;
}

/** An edge, or why there is none. */
function edgeOf(
  { host, port, scheme, from, to }: Address,
  named: NamedValue,
  values: readonly NamedValue[],
  caller: ComposeService,
  callee: ComposeService,
): ComposeEdge | string {
  const names = {
    caller: caller.name,
    callee: callee.name,
    ...(scheme !== undefined && { scheme }),
    ...(callee.replicaNames.includes(host) && { host }),
  };
  const here = { place: named.text.place, from: named.from + from, to: named.from + to, host, at: named.at };
  if (port !== undefined) return { ...names, port, mentions: [{ ...here, holds: "host and port" }] };
  const mention: Mention = { ...here, holds: "host" };
  const beside = portBeside(named, values);
  if (beside !== undefined) {
    const { text, value, from: start } = beside;
    const number = Number(value);
    if (!(number > 0 && number < 65_536)) return `${beside.name} beside it is no port`;
    const end = start + value.length;
    return {
      ...names,
      port: number,
      mentions: [mention, { place: text.place, from: start, to: end, holds: "port", host, at: beside.at }],
    };
  }
  const only = callee.ports.length === 1 ? callee.ports[0] : IMAGE_PORTS[imageName(callee)];
  return only === undefined ? "of no port" : { ...names, port: only, mentions: [mention] };
}

/** `DB_PORT` beside `DB_HOST`. */
function portBeside({ name, text }: NamedValue, values: readonly NamedValue[]): NamedValue | undefined {
  const beside = name.replace(/(HOST|HOSTNAME|ADDR|ADDRESS|SERVER)$/i, (word) =>
    word === word.toLowerCase() ? "port" : "PORT",
  );
  if (beside === name) return undefined;
  return values.find((each) => each.name === beside && each.text.place.key === text.place.key);
}

/** `postgres` of `registry.example/library/postgres:16-alpine`. */
function imageName({ image = "" }: ComposeService): string {
  return (image.split("/").at(-1) ?? "").split(/[:@]/)[0] ?? "";
}
