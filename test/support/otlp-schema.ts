import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const files = dirname(fileURLToPath(import.meta.resolve("@elastic/mockotlpserver/package.json")));

/** The types of OTLP, by its own files. */
function load(file: string): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_from, path) => join(files, path);
  root.loadSync(`opentelemetry/proto/collector/${file}`).resolveAll();
  return root;
}

/** Bodies of requests, by the paths that they go to. */
const bodies: Readonly<Record<string, protobuf.Type>> = {
  "/v1/traces": load("trace/v1/trace_service.proto").lookupType("ExportTraceServiceRequest"),
  "/v1/metrics": load("metrics/v1/metrics_service.proto").lookupType("ExportMetricsServiceRequest"),
};

/** Tells by type whether a value is such a scalar in JSON. Those of 64 bits are texts. */
const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  bool: (value) => typeof value === "boolean",
  double: (value) => typeof value === "number",
  int32: Number.isInteger,
  uint32: Number.isInteger,
  fixed32: Number.isInteger,
  int64: isWhole,
  uint64: isWhole,
  fixed64: isWhole,
  sfixed64: isWhole,
  string: (value) => typeof value === "string",
};

/** Digits of ids, which are in hex. */
const idDigits: Readonly<Record<string, number>> = { traceId: 32, spanId: 16, parentSpanId: 16 };

/** Problems of a body, by the protocol's own files and what it says of its JSON; stricter than who must read it. */
export function otlpProblems(path: string, body: unknown): readonly string[] {
  const type = bodies[path];
  return type === undefined ? [`nothing is sent to ${path}`] : problemsOf(type, body, path);
}

function problemsOf(type: protobuf.Type, value: unknown, at: string): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no ${type.name}`];
  const twice = type.oneofsArray
    .filter(({ oneof }) => oneof.filter((name) => name in value).length > 1)
    .map(({ name }) => `${at} has two of ${name}`);
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const field = type.fields[name];
    if (field === undefined) return [`${type.name} has no ${name}, at ${at}`];
    if (!field.repeated) return fieldProblems(field, inner, `${at}.${name}`);
    if (!Array.isArray(inner)) return [`${at}.${name} is no list`];
    return inner.flatMap((item, index) => fieldProblems(field, item, `${at}.${name}.${index}`));
  });
  return [...twice, ...wrong];
}

function fieldProblems({ name, type, resolvedType }: protobuf.Field, value: unknown, at: string): readonly string[] {
  if (resolvedType instanceof protobuf.Type) return problemsOf(resolvedType, value, at);
  if (resolvedType instanceof protobuf.Enum) return Number(value) in resolvedType.valuesById ? [] : [`${at}: ${value}`];
  const digits = idDigits[name];
  const isRight = type === "bytes" ? isId(value, digits ?? 0) : scalars[type]?.(value);
  return isRight ? [] : [`${at} is no ${type}: ${JSON.stringify(value)}`];
}

function isWhole(value: unknown): boolean {
  return typeof value === "string" && /^-?\d+$/.test(value);
}

function isId(value: unknown, digits: number): boolean {
  return typeof value === "string" && value.length === digits && /^[\da-f]+$/.test(value) && !/^0+$/.test(value);
}
