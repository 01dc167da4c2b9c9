/** Writes the types of experiments in programs from the schema of experiment files: `npm run types:experiment`. */
import { writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { faultKinds } from "../src/faults/kinds.ts";
import { choosingKeys, numberKeys } from "../src/faults/messages/choosing.ts";
import { choosingQueriesKeys } from "../src/faults/messages/choosing-queries.ts";
import { experimentSchema } from "../src/files/experiment/experiment-schema.ts";
import { faultSchema } from "../src/files/experiment/fault-schema.ts";

export const experimentTypes = new URL("../src/library/experiment-input.ts", import.meta.url);

const HEAD = `// Made of the schema of experiment files by \`npm run types:experiment\`; change it there.

`;

type Schema = z.core.JSONSchema.BaseSchema;

/** Keys that faults of several kinds have. */
interface SharedKeys {
  readonly name: string;
  /** Has its own keys beside these. */
  readonly base?: SharedKeys;
  readonly keys: readonly string[];
  readonly doc: string;
}

const anyFault: SharedKeys = {
  name: "AnyFault",
  keys: ["start", "duration", "allow-empty", "allow-unreached"],
  doc: "Keys of faults of every kind.",
};
/** Which replicas it takes, not every kind can be told. */
const onReplicas: SharedKeys = {
  name: "AnyFaultOnReplicas",
  base: anyFault,
  keys: ["mode"],
  doc: "Keys of faults that take some replicas.",
};
const onMessages: SharedKeys = {
  name: "AnyFaultOnMessages",
  base: onReplicas,
  keys: Object.keys(numberKeys),
  doc: "Keys of faults on messages, by which these are chosen by number and chance.",
};
/** Each behind its base. */
const shared: readonly SharedKeys[] = [
  anyFault,
  onReplicas,
  onMessages,
  {
    name: "AnyFaultOnRequests",
    base: onMessages,
    keys: Object.keys(choosingKeys).filter((key) => !(key in numberKeys)),
    doc: "Keys of faults on requests, by which these are chosen.",
  },
  {
    name: "AnyFaultOnQueries",
    base: onMessages,
    keys: Object.keys(choosingQueriesKeys).filter((key) => !(key in numberKeys)),
    doc: "Keys of faults on queries, by which these are chosen.",
  },
];

/** The module, as TypeScript. */
export function experimentTypesText(): string {
  const schema = z.toJSONSchema(experimentSchema(faultSchema(faultKinds)), {
    io: "input",
    target: "draft-7",
  }) as Schema;
  const faultList = propertiesOf(schema).faults as Schema;
  const faults = (faultList.items as Schema).oneOf as Schema[];
  const names = faults.map(({ title }) => `${pascal(String(title))}Fault`);
  const load = propertiesOf(schema).load?.additionalProperties as Schema;
  // What has a name of its own is written by that name where it stands.
  named.set(load, "LoadInput").set(faultList.items as Schema, "FaultInput");
  const parts = [
    declared("ExperimentInput", schema, "An experiment with the keys of its file: docs/writing-experiments.md."),
    declared("LoadInput", load, "Requests at a rate that doesn't wait for their answers."),
    `/** A fault of any kind. */\nexport type FaultInput =\n${names.map((name) => `  | ${name}`).join("\n")};\n\n`,
    ...shared.map((keys) => declared(keys.name, only(exampleOf(keys, faults), keys.keys), keys.doc, keys.base?.name)),
    ...faults.map((fault, at) => {
      const base = shared.findLast((keys) => hasAll(fault, keys, faults));
      return declared(names[at] as string, without(fault, allKeys(base)), fault.description ?? "", base?.name);
    }),
  ];
  return `${HEAD}${indented(parts.join("").trim())}\n`;
}

/** With those of its base. */
function allKeys(shared: SharedKeys | undefined): readonly string[] {
  return shared === undefined ? [] : [...allKeys(shared.base), ...shared.keys];
}

/** The first fault that has the keys. */
function exampleOf(shared: SharedKeys, faults: readonly Schema[]): Schema {
  const example = faults.find((fault) => allKeys(shared).every((key) => key in propertiesOf(fault)));
  if (example === undefined) throw new RangeError(`no fault has all keys of ${shared.name}`);
  return example;
}

function hasAll(fault: Schema, shared: SharedKeys, faults: readonly Schema[]): boolean {
  const [own, example] = [propertiesOf(fault), propertiesOf(exampleOf(shared, faults))];
  return allKeys(shared).every((key) => isDeepStrictEqual(own[key], example[key]));
}

const named = new Map<Schema, string>();

function declared(name: string, schema: Schema, doc: string, base?: string): string {
  return `${docstring(doc)}export interface ${name} ${base === undefined ? "" : `extends ${base} `}${objectType(schema)}\n\n`;
}

function typeOf(schema: Schema): string {
  const name = named.get(schema);
  if (name !== undefined) return name;
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return [...new Set((branches as Schema[]).map(typeOf))].join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `readonly (${typeOf(schema.items as Schema)})[]`;
  if (schema.type === "object") return objectType(schema);
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ type })).join(" | ");
  if (schema.type === "integer") return "number";
  if (typeof schema.type === "string") return schema.type;
  throw new RangeError(`no type is known for ${JSON.stringify(schema)}`);
}

function objectType(schema: Schema): string {
  const properties = propertiesOf(schema);
  const { required = [], additionalProperties: others } = schema;
  const lines = Object.entries(properties).map(([key, value]) => {
    const isOptional = !required.includes(key);
    const type = `${typeOf(value)}${isOptional ? " | undefined" : ""}`;
    return `${docstring(docOf(value))}readonly ${/^\w+$/.test(key) ? key : JSON.stringify(key)}${isOptional ? "?" : ""}: ${type};\n`;
  });
  if (typeof others !== "object") return lines.length === 0 ? "Record<string, never>" : `{\n${lines.join("")}}`;
  if (lines.length === 0) return `Readonly<Record<string, ${typeOf(others as Schema)}>>`;
  const types = [...Object.values(properties), others as Schema].map(typeOf);
  return `{\n${lines.join("")}readonly [name: string]: ${types.join(" | ")} | undefined;\n}`;
}

function docOf({ description, default: fallback }: Schema): string {
  const isTold = fallback === undefined || typeof fallback === "object" || /default/i.test(description ?? "");
  const doc = [description, isTold ? undefined : `Default: ${fallback}`]
    .filter((part) => part !== undefined)
    .join(". ");
  return doc === "" || /[.)]$/.test(doc) ? doc : `${doc}.`;
}

function docstring(text: string): string {
  return text === "" ? "" : `/** ${text.replaceAll("*/", "*\\/")} */\n`;
}

/** Two spaces for each brace that is open. */
function indented(text: string): string {
  let depth = 0;
  const lines = text.split("\n").map((line) => {
    if (line.startsWith("}")) depth--;
    const whole = /^ |^$/.test(line) ? line : "  ".repeat(depth) + line;
    if (line.endsWith("{")) depth++;
    return whole;
  });
  return lines.join("\n");
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
}

function only(schema: Schema, keys: readonly string[]): Schema {
  return { ...schema, properties: pick(schema, (key) => keys.includes(key)) };
}

function without(schema: Schema, keys: readonly string[]): Schema {
  return { ...schema, properties: pick(schema, (key) => !keys.includes(key)) };
}

function pick(schema: Schema, isIn: (key: string) => boolean): Record<string, Schema> {
  return Object.fromEntries(Object.entries(propertiesOf(schema)).filter(([key]) => isIn(key)));
}

/** `slow-close` -> `SlowClose` */
function pascal(type: string): string {
  return type.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

if (import.meta.main) writeFileSync(experimentTypes, experimentTypesText());
