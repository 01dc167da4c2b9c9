import type { GoValue } from "./go-json.ts";

/** Error of Go's encoding/json for a value of the wrong type. */
export class GoTypeError extends Error {}

/** Go's types of the fields that Toxiproxy's bodies have. */
interface GoTypes {
  string: string;
  bool: boolean;
  int64: number;
  int: number;
  float32: number;
}
type GoTypeName = keyof GoTypes;

/** The place of a struct in an error text: `Proxy.name` is struct `Proxy` and an empty path. */
export interface GoStruct {
  /** The type's name when the value as a whole is wrong: `toxiproxy.Proxy`. */
  readonly type: string;
  /** The start of a field's name: `Proxy.` or `LatencyToxic.attributes.`. */
  readonly fieldPrefix: string;
}

type Fields = Readonly<Record<string, GoTypeName>>;
type Decoded<F extends Fields> = { -readonly [K in keyof F]?: GoTypes[F[K]] };

/**
 * The fields that an object gives, by Go's rules: names match in any case, the last of the same name wins,
 * unknown ones are ignored, null counts as not given. Throws a GoTypeError for the first of a wrong type.
 */
export function decodeStruct<const F extends Fields>(value: GoValue, struct: GoStruct, fields: F): Decoded<F> {
  if (value.kind === "null") return {};
  if (value.kind !== "object")
    throw new GoTypeError(`json: cannot unmarshal ${value.kind} into Go value of type ${struct.type}`);
  const decoded: Record<string, unknown> = {};
  for (const [name, field] of value.fields) {
    const known = Object.keys(fields).find((key) => key === name.toLowerCase());
    if (known === undefined || field.kind === "null") continue;
    decoded[known] = decodeField(field, fields[known] as GoTypeName, struct.fieldPrefix + known);
  }
  return decoded as Decoded<F>;
}

/** All values that an object has for a name, in order: later ones add to earlier ones, where Go merges. */
export function valuesOf(value: GoValue, name: string): readonly GoValue[] {
  if (value.kind !== "object") return [];
  return value.fields
    .filter(([key, field]) => key.toLowerCase() === name && field.kind !== "null")
    .map(([, field]) => field);
}

function decodeField(value: GoValue, type: GoTypeName, field: string): GoTypes[GoTypeName] {
  const wrong = (what: string) =>
    new GoTypeError(`json: cannot unmarshal ${what} into Go struct field ${field} of type ${type}`);
  if (value.kind === "string" && type === "string") return value.value;
  if (value.kind === "bool" && type === "bool") return value.value;
  if (value.kind !== "number" || type === "string" || type === "bool") throw wrong(value.kind);
  const number = type === "float32" ? float32(value.literal) : int64(value.literal);
  if (number === undefined) throw wrong(`number ${value.literal}`);
  return number;
}

/** A whole number in a plain notation; beyond 2^53 only to a double's precision. */
function int64(literal: string): number | undefined {
  if (!/^-?\d+$/.test(literal)) return undefined;
  const exact = BigInt(literal);
  return exact === BigInt.asIntN(64, exact) ? Number(exact) + 0 : undefined;
}

/** The shortest number that is the same float32, which is what Go prints. */
function float32(literal: string): number | undefined {
  const nearest = Math.fround(Number(literal));
  if (!Number.isFinite(nearest)) return undefined;
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(nearest.toPrecision(digits));
    if (Math.fround(shorter) === nearest) return shorter;
  }
  return Number(nearest.toPrecision(9));
}
