import { CORE_SCHEMA, load, mergeTag, YAMLException } from "js-yaml";
import { z } from "zod";
import { UsageError } from "../../values/errors.ts";
import type { Source } from "../yaml/problem.ts";
import { printedTexts, type ServiceText } from "./service-text.ts";

/**
 * A Compose file as it is written, with anchors and merge keys resolved, and nothing else: variables stand as
 * `${NAME}`, `extends` and `include` are not followed. Compose itself reads it in full (`docker compose config`); here
 * it is read where that isn't wanted or isn't there.
 */
export interface ComposeFile {
  /** The project's, where the file says it. */
  readonly name: string | undefined;
  /** In the order of the file. */
  readonly services: readonly ComposeService[];
  /** Networks that don't lead out of the engine. */
  readonly internalNetworks: readonly string[];
  /** Services that aren't among them, as nobody asked for their profiles. */
  readonly inactive: readonly string[];
}

export interface ComposeService {
  readonly name: string;
  /** `shop-pricing:1.2.0`; undefined when it is built and has no name. */
  readonly image: string | undefined;
  readonly isBuilt: boolean;
  readonly replicas: number;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
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
  /** Of those, the ones that are one replica's, where the project's name is known. */
  readonly replicaNames: readonly string[];
  readonly files: readonly MountedFile[];
  /** Texts that may tell it of others: its environment and its command. */
  readonly texts: readonly ServiceText[];
  /** `host`, `service:db`, where it has no networks of its own. */
  readonly networkMode: string | undefined;
}

/** A file or folder of the machine that the service sees; or a volume, by its name. */
export interface MountedFile {
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  /** True where it is one of Compose's configs. */
  readonly isConfig: boolean;
}

/** The file is no Compose file. */
export class ComposeSyntaxError extends UsageError {
  override readonly code = "E_COMPOSE_SYNTAX";
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const words = z.union([z.array(scalar), z.string().transform((line) => line.split(/\s+/))]);
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
/**
 * A port that is published, `8080`, `80:8080`, `127.0.0.1:${PORT:-80}:8080/tcp`: the container's comes last. One without a port
 * of the machine gets it from the engine.
 */
const portSchema = z.union([
  scalar.transform(lastNumber),
  z.looseObject({ target: scalar }).transform(({ target }) => lastNumber(target)),
]);
/** `./a:/b:ro`, or the long form. */
const mountSchema = z.union([
  z
    .looseObject({ source: z.string(), target: z.string(), read_only: z.boolean().optional() })
    .transform(({ source, target, read_only: isReadOnly = false }) => ({
      source,
      target,
      isReadOnly,
      isConfig: false,
    })),
  z
    .string()
    .regex(/^[^:]+:[^:]+/)
    .transform((short) => {
      const [source = "", target = "", mode = ""] = short.split(":");
      return { source, target, isReadOnly: mode.split(",").includes("ro"), isConfig: false };
    }),
]);
/** One of the file's configs, by its name, and where it is in the container. */
const configSchema = z.union([
  z.string().transform((source): { source: string; target?: string | undefined } => ({ source })),
  z.looseObject({ source: z.string(), target: z.string().optional() }),
]);
/**
 * Schema of a service. Keys that few ask for may be written in ways that aren't known here: a number by a variable,
 * another form of a mount.
 */
const serviceSchema = z.looseObject({
  image: z.string().nullish(),
  scale: z.number().optional().catch(undefined),
  deploy: z.looseObject({ replicas: z.number().nullish() }).nullish().catch(undefined),
  command: words.nullish().catch(undefined),
  entrypoint: words.nullish().catch(undefined),
  configs: z.array(configSchema).nullish().catch(undefined),
  volumes: z.array(mountSchema.optional().catch(undefined)).nullish().catch(undefined),
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
  name: z.string().optional().catch(undefined),
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() }).nullable()).nullish(),
  configs: z
    .record(z.string(), z.looseObject({ file: z.string().optional() }))
    .nullish()
    .catch(undefined),
});

/** @throws ComposeSyntaxError */
export function parseComposeFile({ path, text }: Source): ComposeFile {
  return composeFileOf(path, yamlOf(path, text));
}

/**
 * Checks values for being a Compose file.
 * @throws ComposeSyntaxError
 */
export function composeFileOf(path: string, value: unknown): ComposeFile {
  const read = fileSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new ComposeSyntaxError({
      message: `${path} is no Compose file: ${issue?.path.join(".") || "the file"}: ${issue?.message}`,
      hint: `\`docker compose --file ${path} config\` says what Compose makes of it.`,
    });
  }
  const { name, services, networks, configs } = read.data;
  const configFiles = new Map(Object.entries(configs ?? {}).map(([each, { file }]) => [each, file]));
  return {
    name,
    services: Object.entries(services).map(([each, service]) =>
      withReplicaNames(serviceOf(each, service, configFiles), name),
    ),
    inactive: [],
    internalNetworks: Object.entries(networks ?? {}).flatMap(([each, network]) => (network?.internal ? [each] : [])),
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

function serviceOf(
  name: string,
  service: z.output<typeof serviceSchema>,
  configFiles: ReadonlyMap<string, string | undefined>,
): ComposeService {
  const publishedPorts = (service.ports ?? []).flatMap((port) => port ?? []);
  const exposed = (service.expose ?? []).flatMap((port) => lastNumber(port) ?? []);
  const networks = service.networks ?? { default: [] };
  const environment = new Map(
    (service.environment ?? []).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
  const [command, entrypoint] = [service.command ?? [], service.entrypoint ?? []];
  return {
    name,
    image: service.image ?? undefined,
    isBuilt: service.build !== undefined && service.build !== null,
    replicas: service.deploy?.replicas ?? service.scale ?? 1,
    command,
    entrypoint,
    environment,
    texts: printedTexts(environment, command, entrypoint),
    networkMode: service.network_mode ?? undefined,
    ports: [...new Set([...publishedPorts, ...exposed])],
    publishedPorts,
    dependsOn: service.depends_on ?? [],
    networks: service.network_mode ? [] : Object.keys(networks),
    hostNames: [name, service.container_name, service.hostname, ...Object.values(networks).flat()].flatMap(
      (host) => host ?? [],
    ),
    replicaNames: [],
    files: [...(service.volumes ?? []).flatMap((file) => file ?? []), ...configsOf(service.configs ?? [], configFiles)],
  };
}

/** A service with the names of its containers, which others may call one by one: `shop-api-1`, `shop-api-2`. */
function withReplicaNames(service: ComposeService, project: string | undefined): ComposeService {
  if (project === undefined) return service;
  const replicaNames = Array.from(
    { length: service.replicas },
    (_, index) => `${project}-${service.name}-${index + 1}`,
  );
  return { ...service, replicaNames, hostNames: [...service.hostNames, ...replicaNames] };
}

/** Configs that are files. */
function configsOf(
  configs: readonly z.output<typeof configSchema>[],
  files: ReadonlyMap<string, string | undefined>,
): MountedFile[] {
  return configs.flatMap(({ source: name, target = `/${name}` }) => {
    const source = files.get(name);
    return source === undefined ? [] : [{ source, target, isReadOnly: true, isConfig: true }];
  });
}

/** `NAME=value` in its two parts; `NAME` alone passes the caller's own through. */
function listed(lines: readonly string[]): (readonly [string, string | null])[] {
  return lines.map((line) => {
    const at = line.indexOf("=");
    return at === -1 ? [line, null] : [line.slice(0, at), line.slice(at + 1)];
  });
}

/** The number that a text ends with; the first of a range, `3000-3005`. */
function lastNumber(text: string): number | undefined {
  const digits = /(\d+)(?:-\d+)?\}?$/.exec(text.split("/")[0] ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
