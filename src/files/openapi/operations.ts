import { fieldsOf, itemsOf } from "../yaml/fields.ts";
import { suggest } from "../yaml/suggestion.ts";
import { type Api, type OperationFile, operationSchema, type Parameter } from "./api-schema.ts";
import { OpenApiError } from "./openapi-error.ts";
import { problemsOf } from "./parse-api.ts";

/** One operation of a description, with the parameters of its path among its own. */
export interface Operation {
  /** `GET /orders/{id}`. */
  readonly title: string;
  /** A name for its load, that no other operation has. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly file: OperationFile;
}

/** An operation that no request is made for. */
export interface LeftOut {
  readonly title: string;
  readonly reason: string;
}

/** Operations, and those that are no part of the load. */
export interface Chosen {
  readonly operations: readonly Operation[];
  /** By a rule: `--operations` takes them in. */
  readonly unasked: readonly LeftOut[];
  /** Nothing could be made of them. */
  readonly failed: readonly LeftOut[];
}

const methods = ["get", "head", "post", "put", "patch", "delete", "options", "trace"];
const NAME_LENGTH_MAX = 50;
/** Words of the format, or of what is written beside it. */
const reserved = ["from", "others"];
const destructive = /(^|-)(delete|remove|destroy|purge|wipe|erase|truncate|drop|reset|shutdown)(-|$)/;

/**
 * The operations that a load is to have.
 * @param asked names or titles; none for all but what is deprecated or takes something away
 * @throws OpenApiError for one that isn't there
 */
export function chooseOperations(api: Api, asked: readonly string[]): Chosen {
  const read = readOperations(api);
  const all = read.filter((one): one is Operation => "file" in one);
  const failed = read.filter((one): one is LeftOut => "reason" in one);
  if (asked.length > 0) {
    // One may be asked for twice, by its id and by its title.
    const operations = [...new Set(asked.map((text) => found(text, all, failed)))];
    return { operations, unasked: [], failed: [] };
  }
  const unasked = all.flatMap((one) => {
    const reason = whyNot(one);
    return reason === undefined ? [] : [{ title: one.title, reason }];
  });
  return { operations: all.filter((one) => whyNot(one) === undefined), unasked, failed };
}

/** The share of an operation beside others: more for what reads than for what writes. */
export function weightOf({ method, file }: Operation): number {
  return file["x-weight"] || (["GET", "HEAD", "OPTIONS"].includes(method) ? 5 : 1);
}

function whyNot({ method, name, path, file }: Operation): string | undefined {
  if (file.deprecated) return "deprecated";
  if (file["x-weight"] === 0) return "its x-weight is 0";
  if (method === "DELETE") return "takes something away";
  const last = slug(path.split("/").findLast((part) => part !== "" && !part.startsWith("{")) ?? "");
  const isRead = ["GET", "HEAD", "OPTIONS"].includes(method);
  return !isRead && (destructive.test(name) || destructive.test(last))
    ? "its name says that it takes something away"
    : undefined;
}

function found(text: string, operations: readonly Operation[], failed: readonly LeftOut[]): Operation {
  const operation = operations.find(({ title, name, file }) => [title, name, file.operationId].includes(text.trim()));
  if (operation !== undefined) return operation;
  const unusable = failed.find(({ title }) => title === text.trim());
  if (unusable !== undefined) {
    throw new OpenApiError({ message: `--operations ${text}: no request can be made for it: ${unusable.reason}` });
  }
  const names = operations.map(({ title, file }) => file.operationId ?? title);
  const near = suggest(text, names);
  throw new OpenApiError({
    message: `--operations ${text}: there is no such operation`,
    hint: near === undefined ? `There are: ${names.slice(0, 20).join(", ")}.` : `Did you mean ${near}?`,
  });
}

function readOperations(api: Api): readonly (Operation | LeftOut)[] {
  const taken = new Set(reserved);
  return Object.entries(api.paths)
    .filter(([path]) => path.startsWith("/"))
    .flatMap(([path, item]) =>
      methods.filter((method) => item[method] !== undefined).map((method) => readOperation(path, item, method, taken)),
    );
}

function readOperation(
  path: string,
  item: Readonly<Record<string, unknown>>,
  method: string,
  taken: Set<string>,
): Operation | LeftOut {
  const title = `${method.toUpperCase()} ${path}`;
  const written = fieldsOf(item[method]);
  const parameters = [...itemsOf(item.parameters), ...itemsOf(written.parameters)];
  const parsed = operationSchema.safeParse({ ...written, parameters });
  if (!parsed.success) return { title, reason: problemsOf(parsed.error) };
  if (itemsOf(written.servers ?? item.servers).length > 0) return { title, reason: "it has servers of its own" };
  if (method === "trace") return { title, reason: "a load sends no TRACE" };
  const file = { ...parsed.data, parameters: lastOfEach(parsed.data.parameters) };
  const name = freeName(file.operationId ?? `${method} ${path}`, taken);
  return { title, name, method: method.toUpperCase(), path, file };
}

/** An operation's parameter comes in place of its path's. */
function lastOfEach(parameters: readonly Parameter[]): Parameter[] {
  return [...new Map(parameters.map((one) => [`${one.in} ${one.name}`, one])).values()];
}

function freeName(text: string, taken: Set<string>): string {
  const name = slug(text, NAME_LENGTH_MAX);
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  taken.add(free);
  return free;
}

/** `createOrder` -> `create-order`: a name that an experiment can have. */
export function slug(text: string, lengthMax = NAME_LENGTH_MAX): string {
  const words = text
    .normalize("NFKD")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, lengthMax)
    .replace(/^-+|-+$/g, "");
  return /^[a-z]/.test(words) ? words : `api${words === "" ? "" : "-"}${words}`;
}
