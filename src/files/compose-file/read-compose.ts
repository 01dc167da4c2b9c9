import { dirname, join, normalize } from "node:path";
import { YAMLException } from "js-yaml";
import { composeDocument, type FoundProblem, Unreadable } from "../yaml/compose.ts";
import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { YamlNode } from "../yaml/node.ts";
import { formatPath } from "../yaml/problem.ts";
import { type ComposeFile, ComposeSyntaxError, composeFileOf } from "./compose-file.ts";
import { parseEnvFile } from "./env-file.ts";
import type { Lookup } from "./interpolate.ts";
import { interpolatedAt } from "./interpolated-at.ts";
import { extend, type PartContext, plainValue, type ServicePart, servicePart } from "./service-part.ts";
import type { FilePosition } from "./service-text.ts";
import { writtenTexts } from "./written-texts.ts";

/** The world of a project: files, and the environment that Compose is called in. */
export interface ComposeWorld {
  /** The text of a file; undefined where there is none. */
  read(path: string): string | undefined;
  readonly environment: Lookup;
}

/** More than any project that people write. */
const MAX_NODES = 500_000;
const MAX_INCLUDED = 100;

/**
 * Reads a project as Compose does: `.env`, variables, anchors and merge keys, `extends`, `include`, `env_file`,
 * profiles. Of every text it knows where and how it is written, which `docker compose config` doesn't tell.
 * @throws ComposeSyntaxError where Compose would refuse it
 */
export function readCompose(path: string, world: ComposeWorld): ComposeFile {
  const lookup = withDotEnv(join(dirname(path), ".env"), world.environment, world);
  const reader = new ComposeReader(world);
  const { services, networks, configs, name } = reader.file(path, lookup, []);
  const active = [...services].filter(([, { part }]) => isActive(part, lookup));
  const shown = Object.fromEntries(active.map(([each, { part }]) => [each, part.fields]));
  const file = composeFileOf(path, { ...(name !== undefined && { name }), services: shown, networks, configs });
  return {
    ...file,
    inactive: [...services.keys()].filter((each) => !Object.hasOwn(shown, each)),
    services: file.services.map((service) => {
      const source = services.get(service.name);
      return source === undefined
        ? service
        : { ...service, ...writtenTexts(source.part, source.lookup, (each) => world.read(each)) };
    }),
  };
}

/** A service, and the variables of the file that it is in. */
interface ReadService {
  readonly part: ServicePart;
  readonly lookup: Lookup;
}

interface ReadFile {
  readonly name: unknown;
  readonly services: ReadonlyMap<string, ReadService>;
  readonly networks: Fields;
  readonly configs: Fields;
}

/** Reads the files of one project. */
class ComposeReader {
  readonly #world: ComposeWorld;
  readonly #documents = new Map<string, LocatedDocument>();

  constructor(world: ComposeWorld) {
    this.#world = world;
  }

  /** A file with all that it includes. `through` has the files that led here. */
  file(path: string, lookup: Lookup, through: readonly string[]): ReadFile {
    if (through.includes(path)) throw circle(path, "include", [...through, path]);
    if (through.length > MAX_INCLUDED) throw new ComposeSyntaxError({ message: `${path} is included too deep` });
    const { root, context } = this.#document(path, lookup);
    const included = itemsIn(root.entries?.get("include")?.node).map((node) =>
      this.#included(node, context, lookup, [...through, path]),
    );
    const own = [...(root.entries?.get("services")?.node.entries ?? [])].map(
      ([name]) => [name, { part: this.#service(path, name, lookup, []), lookup }] as const,
    );
    const top = (key: string) => {
      const node = root.entries?.get(key)?.node;
      return node && plainValue(node, context);
    };
    return {
      name: top("name"),
      services: new Map([...included.flatMap(({ services }) => [...services]), ...own]),
      networks: joined([...included.map(({ networks }) => networks), fieldsOf(top("networks"))]),
      configs: joined([...included.map(({ configs }) => configs), configFiles(fieldsOf(top("configs")), context)]),
    };
  }

  #included(node: YamlNode, context: PartContext, lookup: Lookup, through: readonly string[]): ReadFile {
    const value = plainValue(node, context);
    const { path: named, env_file: envFiles, project_directory: folder } = fieldsOf(value);
    const paths = [typeof value === "string" ? value : named].flat().map((path) => context.resolve(String(path)));
    const [first = ""] = paths;
    const home = typeof folder === "string" ? context.resolve(folder) : dirname(first);
    const files =
      envFiles === undefined ? [join(home, ".env")] : [envFiles].flat().map((path) => context.resolve(String(path)));
    const known = files.reduce((before, file) => withDotEnv(file, before, this.#world), lookup);
    const read = paths.map((path) => this.file(path, known, through));
    return {
      name: undefined,
      services: new Map(read.flatMap(({ services }) => [...services])),
      networks: joined(read.map(({ networks }) => networks)),
      configs: joined(read.map(({ configs }) => configs)),
    };
  }

  /** A service with all that it extends. */
  #service(path: string, name: string, lookup: Lookup, through: readonly string[]): ServicePart {
    const here = `${name} in ${path}`;
    if (through.includes(here)) throw circle(path, "extends", [...through, here]);
    const { root, context } = this.#document(path, lookup);
    const node = root.entries?.get("services")?.node.entries?.get(name)?.node;
    if (node === undefined) {
      throw new ComposeSyntaxError({ message: `${through.at(-1)} extends ${here}, which isn't there` });
    }
    const part = servicePart(node, context);
    if (part.extended === undefined) return part;
    const { service, file = path } = part.extended;
    return extend(this.#service(file, service, lookup, [...through, here]), part);
  }

  #document(path: string, lookup: Lookup): { root: YamlNode; context: PartContext } {
    const document = this.#documents.get(path) ?? locatedDocument(path, this.#world);
    this.#documents.set(path, document);
    const context: PartContext = {
      positionOf: (node) => document.positionOf(node),
      interpolate: (text, at) => interpolatedAt(text, lookup, at).text,
      resolve: (relative) => (relative.startsWith("/") ? relative : normalize(join(dirname(path), relative))),
    };
    return { root: document.root, context };
  }
}

interface LocatedDocument {
  readonly root: YamlNode;
  positionOf(node: YamlNode): FilePosition;
}

function locatedDocument(path: string, world: ComposeWorld): LocatedDocument {
  const text = world.read(path);
  if (text === undefined) throw new ComposeSyntaxError({ message: `${path} isn't there` });
  const problems: FoundProblem[] = [];
  const starts = [...text.matchAll(/^/gm)].map(({ index }) => index);
  const lineOf = (offset: number) => starts.findLastIndex((start) => start <= offset) + 1;
  const asIs = (scalar: string) => ({ text: scalar, failures: [] });
  const root = rootOf(
    path,
    () => composeDocument(text, asIs, problems, { mergeKeys: true, maxNodes: MAX_NODES }),
    lineOf,
  );
  const [problem] = problems;
  if (problem !== undefined) {
    throw new ComposeSyntaxError({
      message: `${path}:${lineOf(problem.offset)} ${formatPath(problem.path)}: ${problem.parts.message}`,
    });
  }
  return { root, positionOf: (node) => ({ file: path, line: lineOf(node.offset) }) };
}

function rootOf(path: string, read: () => YamlNode, lineOf: (offset: number) => number): YamlNode {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Unreadable) {
      throw new ComposeSyntaxError({ message: `${path}:${lineOf(cause.offset)} ${cause.message}`, cause });
    }
    if (!(cause instanceof YAMLException)) throw cause;
    throw new ComposeSyntaxError({ message: `${path} is no YAML: ${cause.message}`, cause });
  }
}

function joined(maps: readonly Fields[]): Fields {
  return Object.assign({}, ...maps);
}

/** Configs with the paths of their files as they are from where the command was started. */
function configFiles(configs: Fields, { resolve }: PartContext): Fields {
  const resolved = Object.entries(configs).map(([name, config]) => {
    const { file } = fieldsOf(config);
    return [name, typeof file === "string" ? { ...fieldsOf(config), file: resolve(file) } : config];
  });
  return Object.fromEntries(resolved);
}

/** A lookup that asks an env file for what the environment doesn't have. */
function withDotEnv(path: string, lookup: Lookup, world: ComposeWorld): Lookup {
  const text = world.read(path);
  if (text === undefined) return lookup;
  const entries = parseEnvFile({ path, text }, lookup);
  return (name) => lookup(name) ?? entries.get(name)?.value;
}

/** A service with profiles is there only where one of them was asked for. */
function isActive({ fields }: ServicePart, lookup: Lookup): boolean {
  const profiles = itemsOf(fields.profiles);
  const asked = (lookup("COMPOSE_PROFILES") ?? "").split(",").map((name) => name.trim());
  return profiles.length === 0 || profiles.some((profile) => asked.includes(String(profile)) || asked.includes("*"));
}

function itemsIn(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.items ?? (node === undefined ? [] : [node]);
}

function circle(path: string, by: string, through: readonly string[]): ComposeSyntaxError {
  return new ComposeSyntaxError({
    message: `${path} leads back to itself by ${by}: ${through.join(" -> ")}`,
    hint: "Take one of them out.",
  });
}
