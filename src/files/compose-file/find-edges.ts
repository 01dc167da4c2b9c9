import { type Address, addressesIn, bareHost } from "./addresses.ts";
import type { ComposeFile, ComposeService } from "./compose-file.ts";

/** The part of a caller's environment that names the callee, and the part of an address that stands there. */
export interface Mention {
  readonly variable: string;
  readonly from: number;
  readonly to: number;
  /** `host` where the port is said elsewhere, or nowhere: then the proxy must listen on the callee's own. */
  readonly holds: "host and port" | "host" | "port";
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
}

export interface FoundEdges {
  readonly edges: readonly ComposeEdge[];
  /** Places where one service needs another and it can't be told how it calls it, a sentence each. */
  readonly unclear: readonly string[];
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

/** A bare name is taken for a host only in a variable that says so: `DB_NAME: orders` is none. */
const HOST_VARIABLE = /(HOST|HOSTNAME|ADDR|ADDRESS|SERVER|ENDPOINT|URL|URI|BROKER)S?$/i;
/** `IMAGE: redis:7` is no address. */
const OTHER_VARIABLE = /(IMAGE|TAG|VERSION)$/i;

/** The edges that a Compose file shows: services that are told of other services' addresses. */
export function findEdges(file: ComposeFile): FoundEdges {
  const found = file.services.flatMap((caller) => edgesOf(caller, file));
  const edges = found.filter((each) => typeof each !== "string");
  const unclear = found.filter((each) => typeof each === "string");
  const dependencies = file.services.flatMap(({ name, dependsOn }) =>
    dependsOn
      .filter((other) => !edges.some(({ caller, callee }) => caller === name && callee === other))
      .map((other) => `${name} depends on ${other}, but no variable of its environment has the address`),
  );
  return { edges, unclear: [...new Set([...unclear, ...dependencies])] };
}

/** A network by which one service reaches another. */
export function sharedNetwork(a: ComposeService, b: ComposeService): string | undefined {
  return a.networks.find((network) => b.networks.includes(network));
}

type Found = Omit<ComposeEdge, "mentions"> & { readonly mentions: readonly Mention[] };

function edgesOf(caller: ComposeService, file: ComposeFile): (ComposeEdge | string)[] {
  const callees = file.services.filter(({ name }) => name !== caller.name);
  const found = [...caller.environment].flatMap(([variable, value]) => inVariable(variable, value, caller, callees));
  const edges = new Map<string, Found>();
  for (const edge of found) {
    if (typeof edge === "string") continue;
    const key = `${edge.callee}:${edge.port}`;
    edges.set(key, { ...edge, mentions: [...(edges.get(key)?.mentions ?? []), ...edge.mentions] });
  }
  return [...edges.values(), ...found.filter((each) => typeof each === "string")];
}

function inVariable(
  variable: string,
  value: string,
  caller: ComposeService,
  callees: readonly ComposeService[],
): (ComposeEdge | string)[] {
  if (OTHER_VARIABLE.test(variable)) return [];
  const hosts = callees.flatMap(({ hostNames }) => hostNames);
  if (hosts.length === 0) return [];
  const bare = HOST_VARIABLE.test(variable) ? bareHost(value, hosts) : undefined;
  const addresses = bare === undefined ? addressesIn(value, hosts) : [bare];
  return addresses.map((address) => {
    const callee = callees.find(({ hostNames }) => hostNames.includes(address.host)) as ComposeService;
    const named = `${caller.name} is told of ${callee.name} in ${variable}`;
    if (sharedNetwork(caller, callee) === undefined) return `${named}, but they share no network`;
    const edge = edgeOf(variable, address, caller, callee);
    return edge ?? `${named}, but of no port`;
  });
}

function edgeOf(
  variable: string,
  { port, scheme, from, to }: Address,
  caller: ComposeService,
  callee: ComposeService,
): ComposeEdge | undefined {
  const names = { caller: caller.name, callee: callee.name, ...(scheme === undefined ? {} : { scheme }) };
  if (port !== undefined) return { ...names, port, mentions: [{ variable, from, to, holds: "host and port" }] };
  const host: Mention = { variable, from, to, holds: "host" };
  const beside = portBeside(variable, caller);
  if (beside !== undefined) return { ...names, port: beside.port, mentions: [host, beside.mention] };
  const only = callee.ports.length === 1 ? callee.ports[0] : IMAGE_PORTS[imageName(callee)];
  return only === undefined ? undefined : { ...names, port: only, mentions: [host] };
}

/** `DB_PORT` beside `DB_HOST`. */
function portBeside(
  hostVariable: string,
  { environment }: ComposeService,
): { readonly port: number; readonly mention: Mention } | undefined {
  const variable = hostVariable.replace(/(HOST|HOSTNAME|ADDR|ADDRESS|SERVER)$/i, (word) =>
    word === word.toLowerCase() ? "port" : "PORT",
  );
  const value = variable === hostVariable ? undefined : environment.get(variable);
  const digits = /^(?:(\d+)|\$\{\w+:?-(\d+)\})$/.exec(value ?? "");
  if (value === undefined || digits === null) return undefined;
  return { port: Number(digits[1] ?? digits[2]), mention: { variable, from: 0, to: value.length, holds: "port" } };
}

/** `postgres` of `registry.example/library/postgres:16-alpine`. */
function imageName({ image = "" }: ComposeService): string {
  return (image.split("/").at(-1) ?? "").split(/[:@]/)[0] ?? "";
}
