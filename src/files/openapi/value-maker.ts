import type { JsonSchema as SamplerSchema } from "json-schema-faker";
import { messageOf } from "../../values/errors.ts";
import { type BodySchema, bodySchema, type JsonSchema } from "./body-schema.ts";
import { exampleOf, type Liking, sampledSchema } from "./sampled-schema.ts";
import { UUID_MARK } from "./template-text.ts";

/** A value that fits its schema; or why none was made. */
export type MadeValue =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Tells that nobody but the schema says that the service knows such a value. */
      readonly isMadeUp: boolean;
    }
  | { readonly ok: false; readonly reason: string };

/** Makes values that fit schemas of an OpenAPI description, whose references have been followed. */
export interface ValueMaker {
  /**
   * The first of `given` that fits the schema; else its own example, default or first choice; else one of `guesses`; else one that
   * is made of the schema. The same each time.
   */
  make(schema: unknown, given: readonly unknown[], guesses?: readonly unknown[]): MadeValue;
}

/** Says what is wrong with a value; undefined for one that fits. */
type Misfit = (value: unknown) => string | undefined;

/** Attempts to make a value of the schema alone. */
const ATTEMPTS = 8;
const DEPTH_MAX = 60;

/** Addresses that are nobody's (RFC 2606, 5737, 3849): a service under test may write to them or call them. */
const nobodys: Readonly<Record<string, string>> = {
  email: "someone@example.com",
  "idn-email": "someone@example.com",
  hostname: "host.example.com",
  "idn-hostname": "host.example.com",
  uri: "https://example.com/",
  "uri-reference": "https://example.com/",
  iri: "https://example.com/",
  "iri-reference": "https://example.com/",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
};

/** Loads what checks and what makes values: nothing but this needs them. */
export async function loadValueMaker(): Promise<ValueMaker> {
  const [{ Ajv2020 }, formats, { generateSync }] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("ajv-formats"),
    import("json-schema-faker"),
  ]);
  // What a schema says that nobody knows is passed over, as OpenAPI has it.
  const ajv = new Ajv2020({ strict: false, logger: false, unicodeRegExp: false, validateSchema: false });
  formats.default.default(ajv);
  const misfitOf = (schema: JsonSchema): Misfit => {
    const validate = ajv.compile(schema);
    return (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: "" }).trim());
  };
  const sample = (schema: JsonSchema, attempt: number): unknown =>
    generateSync(sampledSchema(schema, likingOf(attempt)) as SamplerSchema, {
      seed: attempt + 1,
      optionalsProbability: 0,
      maxDefaultItems: 1,
      maxDepth: DEPTH_MAX,
      formats: formatsOf(attempt < ATTEMPTS - 2 ? { ...nobodys, uuid: UUID_MARK } : nobodys),
    });
  return {
    make: (schema, given, guesses = []) => make(bodySchema(schema ?? {}), { given, guesses, misfitOf, sample }),
  };
}

/** With examples and without in turn, and then by the next branch. */
function likingOf(attempt: number): Liking {
  return { examples: attempt % 2 === 0, branch: Math.floor(attempt / 2) };
}

function formatsOf(texts: Readonly<Record<string, string>>): Record<string, () => string> {
  return Object.fromEntries(Object.entries(texts).map(([format, text]) => [format, () => text]));
}

interface Ways {
  readonly given: readonly unknown[];
  readonly guesses: readonly unknown[];
  misfitOf(schema: JsonSchema): Misfit;
  sample(schema: JsonSchema, attempt: number): unknown;
}

function make(body: BodySchema, ways: Ways): MadeValue {
  if (!body.ok) return body;
  try {
    return fitting(body.schema, ways);
  } catch (error) {
    return { ok: false, reason: `its schema can't be understood: ${messageOf(error)}` };
  }
}

function fitting(schema: JsonSchema, { given, guesses, misfitOf, sample }: Ways): MadeValue {
  const misfit = misfitOf(schema);
  const known = [...given, ...choices(schema)].filter((value) => value !== undefined);
  const written = known.find((value) => misfit(value) === undefined);
  if (written !== undefined) return { ok: true, value: written, isMadeUp: false };
  const guess = guesses.find((value) => misfit(value) === undefined);
  if (guess !== undefined) return { ok: true, value: guess, isMadeUp: true };
  let why: string | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [value, problem] = attempted(() => sample(schema, attempt), misfit);
    if (problem === undefined) return { ok: true, value, isMadeUp: true };
    why ??= problem;
  }
  return { ok: false, reason: `no value was found that fits its schema (${why}): give it an example` };
}

function attempted(sample: () => unknown, misfit: Misfit): readonly [value: unknown, problem: string | undefined] {
  try {
    const value = sample();
    return [value, misfit(value)];
  } catch (error) {
    return [undefined, messageOf(error)];
  }
}

function choices(schema: JsonSchema): readonly unknown[] {
  if (typeof schema === "boolean") return [];
  const { enum: values, const: only } = schema;
  return [exampleOf(schema), Array.isArray(values) ? values[0] : undefined, only];
}
