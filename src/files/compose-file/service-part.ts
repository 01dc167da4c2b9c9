import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { YamlNode } from "../yaml/node.ts";
import type { FilePosition } from "./service-text.ts";

/** A text as it is written, and where. */
export interface WrittenText {
  readonly text: string;
  readonly at: FilePosition;
}

/** A file with variables that a service names. */
export interface EnvFileRef {
  readonly path: string;
  readonly isRequired: boolean;
  readonly at: FilePosition;
}

/** A command in words, or in one line that Compose takes apart. */
export type WrittenCommand = WrittenText | readonly WrittenText[];

/** A service as one file has it, before what it extends and what it is extended by are put together. */
export interface ServicePart {
  /** Keys that need no place of their own. */
  readonly fields: Fields;
  /** Variables; null for one that is passed through from where Compose is called. */
  readonly environment: ReadonlyMap<string, WrittenText | null>;
  readonly envFiles: readonly EnvFileRef[];
  readonly command: WrittenCommand | undefined;
  readonly entrypoint: WrittenCommand | undefined;
  /** The service that it extends; in the same file where none is named. */
  readonly extended: { readonly service: string; readonly file?: string; readonly at: FilePosition } | undefined;
}

/** Tells where a node is, what variables are, and where a path leads that the file names. */
export interface PartContext {
  positionOf(node: YamlNode): FilePosition;
  /** @throws ComposeSyntaxError */
  interpolate(text: string, at: FilePosition): string;
  resolve(path: string): string;
}

const OWN_KEYS = new Set(["environment", "env_file", "command", "entrypoint", "extends"]);

/** Reads a service of a file. What is written in another form than is known is left out, for the schema to find. */
export function servicePart(node: YamlNode, context: PartContext): ServicePart {
  const entry = (key: string) => node.entries?.get(key)?.node;
  return {
    fields: fieldsIn(node, context),
    environment: environmentOf(entry("environment"), context),
    envFiles: envFilesOf(entry("env_file"), context),
    command: commandOf(entry("command"), context),
    entrypoint: commandOf(entry("entrypoint"), context),
    extended: extendedBy(entry("extends"), context),
  };
}

function fieldsIn(node: YamlNode, context: PartContext): Fields {
  const found: Record<string, unknown> = {};
  for (const [key, entry] of node.entries ?? []) {
    if (OWN_KEYS.has(key) || entry.node.value === null) continue;
    const value = plainValue(entry.node, context);
    found[key] = key === "volumes" ? itemsOf(value).map((mount) => resolvedMount(mount, context)) : named(key, value);
  }
  return found;
}

/** A value with its variables replaced. A number or a switch by a variable is one. */
export function plainValue(node: YamlNode, context: PartContext): unknown {
  if (node.items !== undefined) return node.items.map((item) => plainValue(item, context));
  if (node.entries !== undefined) {
    return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainValue(entry.node, context)]));
  }
  if (typeof node.value !== "string" || !node.value.includes("$")) return node.value;
  const text = context.interpolate(node.value, context.positionOf(node));
  if (text === "true" || text === "false") return text === "true";
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** A service on top of the one that it extends: maps and lists are joined, all else is replaced. */
export function extend(base: ServicePart, part: ServicePart): ServicePart {
  const fields = { ...base.fields };
  for (const [key, value] of Object.entries(part.fields)) fields[key] = joined(fields[key], value);
  return {
    fields,
    environment: new Map([...base.environment, ...part.environment]),
    envFiles: [...base.envFiles, ...part.envFiles],
    command: part.command ?? base.command,
    entrypoint: part.entrypoint ?? base.entrypoint,
    extended: undefined,
  };
}

function joined(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value)) return [...before, ...value];
  const isMap = (each: unknown) => typeof each === "object" && each !== null && !Array.isArray(each);
  return isMap(before) && isMap(value) ? { ...fieldsOf(before), ...fieldsOf(value) } : value;
}

/** Lists of names as maps, which can be joined with either. */
function named(key: string, value: unknown): unknown {
  const isNames = (key === "networks" || key === "depends_on") && Array.isArray(value);
  return isNames ? Object.fromEntries(value.map((name) => [String(name), null])) : value;
}

function environmentOf(node: YamlNode | undefined, context: PartContext): Map<string, WrittenText | null> {
  const found = new Map<string, WrittenText | null>();
  for (const [name, { node: value }] of node?.entries ?? []) {
    found.set(name, value.value === null ? null : { text: String(value.value), at: context.positionOf(value) });
  }
  for (const item of node?.items ?? []) {
    const line = String(item.value);
    const equals = line.indexOf("=");
    if (equals === -1) found.set(line, null);
    else found.set(line.slice(0, equals), { text: line.slice(equals + 1), at: context.positionOf(item) });
  }
  return found;
}

function envFilesOf(node: YamlNode | undefined, context: PartContext): EnvFileRef[] {
  const items = node?.items ?? (node === undefined ? [] : [node]);
  return items.flatMap((item) => {
    const { path, required } = typeof item.value === "string" ? { path: item.value } : fieldsOf(item.value);
    if (typeof path !== "string") return [];
    const at = context.positionOf(item);
    return [{ path: context.resolve(context.interpolate(path, at)), isRequired: required !== false, at }];
  });
}

function commandOf(node: YamlNode | undefined, context: PartContext): WrittenCommand | undefined {
  if (node === undefined || node.value === null) return undefined;
  const textOf = (each: YamlNode) => ({ text: String(each.value), at: context.positionOf(each) });
  return node.items === undefined ? textOf(node) : node.items.map(textOf);
}

function extendedBy(node: YamlNode | undefined, context: PartContext): ServicePart["extended"] {
  if (node === undefined) return undefined;
  const at = context.positionOf(node);
  if (typeof node.value === "string") return { service: node.value, at };
  const { service, file } = fieldsOf(node.value);
  if (typeof service !== "string") return undefined;
  return { service, at, ...(typeof file === "string" && { file: context.resolve(context.interpolate(file, at)) }) };
}

/** A mount, `./conf:/conf` or the long form, with the machine's path as it is from where the command was started. */
function resolvedMount(mount: unknown, { resolve }: PartContext): unknown {
  if (typeof mount === "string") {
    const [source = "", ...rest] = mount.split(":");
    return /^[./~]/.test(source) && rest.length > 0 ? [resolve(source), ...rest].join(":") : mount;
  }
  const { source, type } = fieldsOf(mount);
  return type === "bind" && typeof source === "string" ? { ...fieldsOf(mount), source: resolve(source) } : mount;
}
