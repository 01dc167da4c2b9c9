import { CORE_SCHEMA, load, mergeTag, YAMLException } from "js-yaml";
import { z } from "zod";
import { UsageError } from "../../values/errors.ts";
import type { Source } from "../yaml/problem.ts";

/**
 * A Compose file as it is written, with anchors and merge keys resolved, and nothing else: variables stand as
 * `${NAME}`, `extends` and `include` are not followed. Compose itself reads it in full (`docker compose config`); here
 * it is read where that isn't wanted or isn't there.
 */
export interface ComposeFile {
  readonly services: readonly ComposeFileService[];
  /** Networks that don't lead out of the engine. */
  readonly internalNetworks: readonly string[];
}

export interface ComposeFileService {
  readonly name: string;
  readonly image: string | undefined;
  readonly isBuilt: boolean;
  /** Values as they are written; what only passes a variable of the caller's through is left out. */
  readonly environment: ReadonlyMap<string, string>;
  /** Ports in the container, published or exposed. */
  readonly ports: readonly number[];
  /** Of those, the ones that the machine can reach. */
  readonly publishedPorts: readonly number[];
  readonly dependsOn: readonly string[];
  /** Empty for a service that has no network of the project's: `network_mode`. */
  readonly networks: readonly string[];
  /** Names by which others may call it, its own first. */
  readonly hostNames: readonly string[];
}

/** The file is no Compose file. */
export class ComposeSyntaxError extends UsageError {
  override readonly code = "E_COMPOSE_SYNTAX";
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const names = z.union([z.array(scalar), z.record(z.string(), z.unknown()).transform((map) => Object.keys(map))]);
/** Names of networks, and what the service is called in each besides its own name. */
const networksSchema = z.union([
  z.array(z.string()).transform((list): Record<string, string[]> => Object.fromEntries(list.map((name) => [name, []]))),
  z.record(
    z.string(),
    z
      .looseObject({ aliases: z.array(z.string()).nullish() })
      .nullable()
      .transform((network) => network?.aliases ?? []),
  ),
]);
const portSchema = z.union([
  scalar.transform(parsePort),
  z
    .looseObject({ target: scalar, published: scalar.optional() })
    .transform(({ target, published }) => ({ port: lastNumber(target), isPublished: published !== undefined })),
]);
const serviceSchema = z.looseObject({
  image: z.string().nullish(),
  build: z.unknown().optional(),
  container_name: z.string().nullish(),
  hostname: z.string().nullish(),
  environment: z
    .union([
      z.record(z.string(), scalar.nullable()).transform((map) => Object.entries(map)),
      z.array(scalar).transform(listed),
    ])
    .nullish(),
  ports: z.array(portSchema).nullish(),
  expose: z.array(scalar).nullish(),
  depends_on: names.nullish(),
  network_mode: z.string().nullish(),
  networks: networksSchema.nullish(),
});
const fileSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() }).nullable()).nullish(),
});

/** @throws ComposeSyntaxError */
export function parseComposeFile({ path, text }: Source): ComposeFile {
  const read = fileSchema.safeParse(yamlOf(path, text));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new ComposeSyntaxError({
      message: `${path} is no Compose file: ${issue?.path.join(".") || "the file"}: ${issue?.message}`,
      hint: `\`docker compose --file ${path} config\` says what Compose makes of it.`,
    });
  }
  const { services, networks } = read.data;
  return {
    services: Object.entries(services).map(([name, service]) => serviceOf(name, service)),
    internalNetworks: Object.entries(networks ?? {}).flatMap(([name, network]) => (network?.internal ? [name] : [])),
  };
}

function yamlOf(path: string, text: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA.withTags(mergeTag) });
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    throw new ComposeSyntaxError({ message: `${path} is no YAML: ${cause.message}`, cause });
  }
}

function serviceOf(name: string, service: z.output<typeof serviceSchema>): ComposeFileService {
  const ports = (service.ports ?? []).flatMap(({ port, isPublished }) =>
    port === undefined ? [] : [{ port, isPublished }],
  );
  const exposed = (service.expose ?? []).flatMap((port) => lastNumber(port) ?? []);
  const networks = service.networks ?? { default: [] };
  return {
    name,
    image: service.image ?? undefined,
    isBuilt: service.build !== undefined && service.build !== null,
    environment: new Map((service.environment ?? []).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
    ports: [...new Set([...ports.map(({ port }) => port), ...exposed])],
    publishedPorts: ports.filter(({ isPublished }) => isPublished).map(({ port }) => port),
    dependsOn: service.depends_on ?? [],
    networks: service.network_mode ? [] : Object.keys(networks),
    hostNames: [name, service.container_name, service.hostname, ...Object.values(networks).flat()].flatMap(
      (host) => host ?? [],
    ),
  };
}

/** `NAME=value` in its two parts; `NAME` alone passes the caller's own through. */
function listed(lines: readonly string[]): (readonly [string, string | null])[] {
  return lines.map((line) => {
    const at = line.indexOf("=");
    return at === -1 ? [line, null] : [line.slice(0, at), line.slice(at + 1)];
  });
}

/** `8080`, `80:8080`, `127.0.0.1:${PORT:-80}:8080/tcp`: the container's port comes last. */
function parsePort(text: string): { readonly port: number | undefined; readonly isPublished: boolean } {
  const [address = ""] = text.split("/");
  const port = lastNumber(address);
  // A port alone is published, too, at a port of the engine's choice.
  return { port, isPublished: port !== undefined };
}

/** The number that a text ends with; the first of a range, `3000-3005`. */
function lastNumber(text: string): number | undefined {
  const digits = /(\d+)(?:-\d+)?\}?$/.exec(text.split("/")[0] ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
