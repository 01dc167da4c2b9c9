import { table } from "../src/report/formats/markdown-text.ts";
import { code, plain } from "./cells.ts";
import { branchesOf, type Schema } from "./json-schema.ts";

/** What may be written under a key. */
interface Key {
  /** From the section's key on: `NAME` stands for any name, `[]` for each of a list. */
  readonly path: string;
  readonly isNeeded: boolean;
  readonly values: readonly string[];
  readonly usual?: string;
  readonly about: string;
}

/** A page with each key of a file, section by section, of the file's schema. */
export function keysPage(title: string, introduction: string, schema: Schema): string {
  const { properties = {}, required = [] } = schema;
  const simple = Object.entries(properties).filter(([, part]) => keysUnder(part, "").length === 0);
  const sections = Object.entries(properties).filter(([, part]) => keysUnder(part, "").length > 0);
  return [
    `# ${title}`,
    introduction,
    "Durations, rates and shares are texts with their unit. What is *needed* is so where what it stands in is there.",
    ...keyTable(simple.map(([name, part]) => keyOf(name, part, required.includes(name)))),
    ...sections.flatMap(([name, part]) => section(name, part, required.includes(name))),
  ].join("\n\n");
}

function section(name: string, part: Schema, isNeeded: boolean): readonly string[] {
  const about = `${plain(part.description ?? "")}${isNeeded ? " (needed)" : ""}`.trim();
  const variants = variantsOf(part.items ?? {});
  const tables = variants.size === 0 ? keyTable(keysUnder(part, "")) : variantTables(variants);
  return [`## ${name}`, ...(about === "" ? [] : [about]), ...tables];
}

/** Items of a list that have other keys by their `type`, by that. */
function variantsOf({ allOf = [] }: Schema): ReadonlyMap<string, Schema> {
  return new Map(
    allOf.flatMap((one) => {
      const type = one.if?.properties?.type?.const;
      return typeof type === "string" && one.then ? [[type, one.then] as const] : [];
    }),
  );
}

function variantTables(variants: ReadonlyMap<string, Schema>): readonly string[] {
  const keys = new Map([...variants].map(([type, part]) => [type, keysUnder(part, "")]));
  const text = (key: Key) => JSON.stringify(key);
  const all = [...keys.values()].map((some) => new Set(some.map(text)));
  const isCommon = (key: Key) => all.every((some) => some.has(text(key)));
  const own = [...variants].flatMap(([type, part]) => [
    `### ${type}`,
    plain(part.properties?.type?.description ?? ""),
    ...keyTable((keys.get(type) ?? []).filter((key) => key.path !== "type" && !isCommon(key))),
  ]);
  const common = [...keys.values()][0]?.filter(isCommon) ?? [];
  return ["Whatever their `type`, all have", ...keyTable(common), ...own];
}

function keyTable(keys: readonly Key[]): readonly string[] {
  if (keys.length === 0) return [];
  const rows = keys.map(({ path, isNeeded, values, usual, about }) => {
    const without = isNeeded ? ["needed"] : usual === undefined ? [] : [`default ${usual}`];
    return [breakable(path), [...values, ...without].join(", "), about];
  });
  return [table(["key", "is", "what it says"], rows)];
}

/** A path as code that a narrow column breaks behind its dots. */
function breakable(path: string): string {
  return `<code>${path.replaceAll(".", ".<wbr>")}</code>`;
}

/** All keys below a part, in its order. One that alternatives share is there once. */
function keysUnder(part: Schema, path: string): readonly Key[] {
  const keys = new Map<string, Key>();
  for (const key of branchesOf(part).flatMap((branch) => keysOfBranch(branch, path))) {
    const before = keys.get(key.path);
    keys.set(key.path, before === undefined ? key : together(before, key));
  }
  return [...keys.values()];
}

function keysOfBranch(branch: Schema, path: string): readonly Key[] {
  const { properties = {}, required = [], additionalProperties, items } = branch;
  const below = (name: string) => (path === "" ? name : `${path}.${name}`);
  const own = Object.entries(properties).flatMap(([name, child]) => [
    keyOf(below(name), child, required.includes(name)),
    ...keysUnder(child, below(name)),
  ]);
  const named = typeof additionalProperties === "object" ? keysByName(additionalProperties, below("NAME")) : [];
  return [...own, ...named, ...(items === undefined ? [] : keysUnder(items, `${path}[]`))];
}

function keysByName(part: Schema, path: string): readonly Key[] {
  const below = keysUnder(part, path);
  return branchesOf(part).some(isValue) ? [keyOf(path, part, false), ...below] : below;
}

/** A value that stands by itself, where a part that has keys, and no words of its own, says nothing by its own row. */
function isValue({ type, description }: Schema): boolean {
  return description !== undefined || (type !== undefined && type !== "object");
}

function together(one: Key, other: Key): Key {
  const values = [...new Set([...one.values, ...other.values])];
  return { ...one, isNeeded: one.isNeeded && other.isNeeded, values, about: one.about || other.about };
}

function keyOf(path: string, part: Schema, isNeeded: boolean): Key {
  const { default: usual, description = "" } = part;
  const isPlain = usual !== undefined && (typeof usual !== "object" || JSON.stringify(usual).length > 2);
  return {
    path,
    isNeeded,
    values: [...new Set(branchesOf(part).flatMap(valuesOf))],
    ...(isPlain && { usual: code(written(usual)) }),
    about: plain(description),
  };
}

/** What may be written, in words. */
function valuesOf(part: Schema): readonly string[] {
  if (part.const !== undefined) return [code(written(part.const))];
  if (part.enum !== undefined) return part.enum.map((one) => code(written(one)));
  const types = part.type === undefined ? [] : [part.type].flat();
  const words = types.map((type) => typeWords(type, part));
  const { examples = [] } = part;
  if (examples.length === 0) return words;
  const shown = examples.map((one) => code(written(one))).join(", ");
  return [...words.slice(0, -1), `${words.at(-1) ?? ""} as in ${shown}`.trim()];
}

function typeWords(type: string, part: Schema): string {
  const { minimum, exclusiveMinimum, maximum, items, properties, additionalProperties } = part;
  if (type === "string") return "text";
  if (type === "boolean") return "`true` or `false`";
  if (type === "object")
    return properties === undefined && typeof additionalProperties === "object" ? "by name" : "keys";
  if (type === "array") return items?.type === "string" ? "list of texts" : "list";
  const least = minimum ?? exclusiveMinimum;
  const number = type === "integer" ? "whole number" : "number";
  const isBounded = least !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (isBounded) return `${number} ${exclusiveMinimum === undefined ? "from" : "above"} ${least} to ${maximum}`;
  return least !== undefined && least > -Number.MAX_SAFE_INTEGER ? `${number}, ${least} or more` : number;
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
