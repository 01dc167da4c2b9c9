import { type Command, Option } from "commander";
import { CORE_SCHEMA, FAILSAFE_SCHEMA, load, type Schema, YAMLException } from "js-yaml";
import { readText } from "../../assembly/read-text.ts";
import { type FaultKey, ownKeysOf } from "../../files/experiment/fault-keys.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { faultSchema, ownParams } from "../../files/experiment/fault-schema.ts";
import type { FaultSpec, FaultTarget } from "../../files/experiment/fault-spec.ts";
import { inlineText } from "../../files/experiment/fault-text.ts";
import { misplacedKeys } from "../../files/experiment/misplaced-keys.ts";
import { parseDocument } from "../../files/yaml/document.ts";
import { type Problem, ProblemsError } from "../../files/yaml/problem.ts";
import { readBySchema } from "../../files/yaml/read-by-schema.ts";

/** Larger files are no manifests. */
const FILE_MAX_BYTES = 1024 * 1024;

/** The values of a command's options, by their names in the way of variables: `allowEmpty`. */
export type Flags = Readonly<Record<string, unknown>>;

/** Options say of a fault what makes no sense. Holds all that is wrong with them. */
export class FaultOptionError extends ProblemsError {
  override readonly code = "E_FAULT_OPTION";
}

/** Adds an option for each key that the kind has in an experiment file, in the words of its schema. */
export function addFaultOptions(command: Command, kind: FaultKind): void {
  for (const key of ownKeysOf(kind)) {
    const option = new Option(`--${key.name}${argumentOf(key)}`, describe(key));
    command.addOption(key.enum === undefined ? option : option.choices(key.enum));
  }
  if (kind.targets !== "edge" && !kind.ownMode) {
    command.option("--mode <which>", "which replicas: one, all, so many (2), or a share (50%); default: one");
  }
}

/** A switch needs no value. */
function argumentOf(key: FaultKey): string {
  if (key.type === "boolean") return "";
  return isList(key) ? " <list>" : isMapping(key) ? " <pairs>" : " <value>";
}

function describe({ description = "", isNeeded, default: usual, examples = [], ...key }: FaultKey): string {
  const [example] = examples;
  const notes = [
    ...(isNeeded ? ["needed"] : []),
    ...(isList(key) ? ["with commas between"] : []),
    ...(typeof usual === "object" || usual === undefined ? [] : [`default: ${usual}`]),
    ...(example === undefined ? [] : [`such as ${optionText(example)}`]),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join("; ")})`.trim();
}

function isList({ type }: Pick<FaultKey, "type">): boolean {
  return type === "array";
}

function isMapping({ type }: Pick<FaultKey, "type">): boolean {
  return type === "object";
}

function mayBeMapping({ anyOf = [] }: FaultKey): boolean {
  return anyOf.some(({ type }) => type === "object");
}

/** An example as it is typed. */
function optionText(example: unknown): string {
  if (Array.isArray(example)) return example.join(",");
  return typeof example === "object" ? inlineText(example).replace(/^\{ (.*) \}$/, "'$1'") : String(example);
}

/**
 * Makes a fault of a command's options, read by the schema that a file is read by.
 * @throws FaultOptionError in the words in which a file would be refused
 */
export function readFault(kind: FaultKind, flags: Flags, on: FaultTarget, durationMs: number): FaultSpec {
  // Where it is is checked by whoever knows: names of services and addresses aren't those of a file.
  const place = kind.targets === "service" ? "there" : "here -> there";
  const written = { type: kind.type, on: place, ...writtenKeys(kind, flags) };
  const document = parseDocument({ path: `inject ${kind.type}`, text: JSON.stringify(written), hasLines: false });
  const { value: fault, problems } = readBySchema(faultSchema([kind]), document);
  const problemAt = (key: string, parts: Parameters<typeof document.problemAt>[1]) => document.problemAt([key], parts);
  problems.push(...misplacedKeys(kind, on.kind, written).map(({ key, message }) => problemAt(key, { message })));
  if (fault === undefined || problems.length > 0) throw new FaultOptionError(problems);
  const report = (problem: Problem) => void problems.push(problem);
  const read = (path: string) => ({ path, text: readText(path, FILE_MAX_BYTES) });
  const given = ownParams(fault);
  const params = kind.complete?.(given, { durationMs, readText: read, report, problemAt }) ?? given;
  if (problems.length > 0) throw new FaultOptionError(problems);
  const usualMode = { kind: on.kind === "edge" ? "all" : "one" } as const;
  return { id: kind.type, type: kind.type, on, params, startMs: 0, durationMs, mode: fault.mode ?? usualMode };
}

/** The keys of a fault that a command's options set, with their values as YAML would have read them in a file. */
export function writtenKeys(kind: FaultKind, flags: Flags): Readonly<Record<string, unknown>> {
  const keys = ownKeysOf(kind).flatMap((key) => {
    const value = flags[camelCase(key.name)];
    return value === undefined ? [] : [[key.name, asInFile(String(value), key)]];
  });
  const mode = flags.mode === undefined ? {} : { mode: modeOf(String(flags.mode)) };
  return { ...Object.fromEntries(keys), ...mode };
}

/** The value of an option as YAML would have read it in a file. */
export function asInFile(text: string, key: FaultKey): unknown {
  if (isList(key)) return text.split(",").map((item) => item.trim());
  if (key.type === "boolean") return text === "true";
  if (isMapping(key)) return mappingOf(text, FAILSAFE_SCHEMA);
  if (mayBeMapping(key) && text.includes(":")) return mappingOf(text, CORE_SCHEMA);
  const types = [key.type].flat();
  const isNumber = types.some((type) => type === "number" || type === "integer") && /^-?\d+(\.\d+)?$/.test(text);
  return isNumber ? Number(text) : text;
}

/** `A: 1, B: 2` as the same in braces is in a file, its values by a schema of YAML; what is no mapping stays as it is. */
function mappingOf(text: string, schema: Schema): unknown {
  if (!text.includes(":")) return text;
  try {
    return load(`{ ${text} }`, { schema });
  } catch (error) {
    if (error instanceof YAMLException) return text;
    throw error;
  }
}

function modeOf(text: string): unknown {
  if (/^\d+$/.test(text)) return { fixed: Number(text) };
  return /^\d+(\.\d+)?%$/.test(text) ? { percent: Number(text.slice(0, -1)) } : text;
}

/** As the parser of the command line names an option's value. */
function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
