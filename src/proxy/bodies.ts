import { z } from "zod";
import { edgeProtocols } from "../values/edge-protocol.ts";
import { badRequestBody, invalidStream, invalidToxicType, missingField, toxicAlreadyExists } from "./api-error.ts";
import { type AppliedMessageToxic, type AppliedToxic, actsOnMessages } from "./applied-toxic.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import { CallCounts } from "./messages/call-counts.ts";
import type { ProxyRequest } from "./proxy-collection.ts";
import { tlsSettingsSchema } from "./tls/settings.ts";
import type { ToxicTypes } from "./toxic-types.ts";
import type { Direction } from "./toxics/toxic.ts";

const text = z.exactOptional(z.string());
/** The stock server keeps it in 32 bits, and refuses what is beyond them. */
const toxicity = z.exactOptional(z.number().refine((value) => Number.isFinite(Math.fround(value)), "too large"));
const attributes = z.exactOptional(z.record(z.string(), z.unknown()));

/** Beyond what Toxiproxy takes; "" where it is found. */
const protocol = z.exactOptional(z.enum(["", ...edgeProtocols]));

const proxyBody = body({
  name: text,
  listen: text,
  upstream: text,
  edge: text,
  enabled: z.exactOptional(z.boolean()),
  protocol,
  tls: z.exactOptional(tlsSettingsSchema),
});
const populateBody = z.preprocess((value) => value ?? [], z.array(proxyBody));
const toxicBody = body({ name: text, type: text, stream: text, toxicity, attributes });
const toxicUpdateBody = body({ toxicity, attributes });

/** Those of our own types are refused where they aren't known: a misspelt choice would choose everything. */
const givenSchema = z.preprocess(givenFields, z.record(z.string(), z.unknown()));

/** An object by the stock server's rules: names in any case, unknown ones ignored, null for what isn't given. */
function body<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(givenFields, z.object(shape));
}

function givenFields(value: unknown): unknown {
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const given = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(given.map(([name, field]) => [name.toLowerCase(), field]));
}

const NO_PROXY: ProxyRequest = { name: "", listen: "", upstream: "", edge: "", enabled: true };

/** Body of `POST /proxies`. */
export function decodeProxy(sent: Buffer): ProxyRequest {
  return { ...NO_PROXY, ...decode(sent, proxyBody) };
}

/** Body of `POST` or `PATCH /proxies/{proxy}`: what isn't given stays. */
export function decodeProxyUpdate(sent: Buffer, { name, listen, upstream, edge, enabled }: FaultProxy): ProxyRequest {
  return { listen, upstream, enabled, ...decode(sent, proxyBody), name, edge };
}

/** Body of `POST /populate`, and of a config file: every proxy with a name and an upstream. */
export function decodePopulate(sent: Buffer): readonly ProxyRequest[] {
  const requests = decode(sent, populateBody).map((given) => ({ ...NO_PROXY, ...given }));
  for (const [index, { name, upstream }] of requests.entries()) {
    if (name === "") throw missingField(`name at proxy ${index + 1}`);
    if (upstream === "") throw missingField(`upstream at proxy ${index + 1}`);
  }
  return requests;
}

/** Body of `POST …/toxics`: one toxic or, beyond what Toxiproxy takes, an array of them, all with names of their own. */
export function decodeToxics(
  sent: Buffer,
  existing: readonly AppliedToxic[],
  types: ToxicTypes,
): { readonly toxics: readonly AppliedToxic[]; readonly isArray: boolean } {
  const value = parse(sent);
  const isArray = Array.isArray(value);
  const given = isArray ? read(value, z.array(toxicBody)) : [read(value, toxicBody)];
  const toxics: AppliedToxic[] = [];
  for (const one of given) toxics.push(newToxic(one, [...existing, ...toxics], types));
  return { toxics, isArray };
}

/** Body of `POST` or `PATCH …/toxics/{toxic}`: what isn't given stays. */
export function decodeToxicUpdate(sent: Buffer, toxic: AppliedToxic): Pick<AppliedToxic, "toxicity" | "attributes"> {
  const given = decode(sent, toxicUpdateBody);
  return {
    toxicity: given.toxicity ?? toxic.toxicity,
    attributes: readAttributes(given.attributes, toxic.type, toxic.attributes),
  };
}

/** Refuses in Toxiproxy's order: a name that is taken before an attribute that is wrong. */
function newToxic(given: z.infer<typeof toxicBody>, others: readonly AppliedToxic[], types: ToxicTypes): AppliedToxic {
  const { stream = "downstream" } = given;
  const direction = directionOf(stream);
  if (direction === undefined) throw invalidStream();
  const type = types.find((known) => known.type === given.type) as AppliedToxic["type"] | undefined;
  if (type === undefined) throw invalidToxicType();
  const name = given.name || `${type.type}_${stream}`;
  if (others.some((other) => other.name === name)) throw toxicAlreadyExists();
  const attributes = readAttributes(given.attributes, type, {});
  const toxic = { name, type, stream, direction, toxicity: given.toxicity ?? 1, attributes, actedCount: 0 };
  return actsOnMessages(toxic)
    ? ({ ...toxic, counts: new CallCounts(), inArms: { requests: 0, without: 0 } } as AppliedMessageToxic)
    : toxic;
}

function directionOf(stream: string): Direction | undefined {
  const direction = stream.toLowerCase();
  return direction === "upstream" || direction === "downstream" ? direction : undefined;
}

/** All of the type's attributes: as given, or as they were. */
function readAttributes(given: unknown, type: AppliedToxic["type"], before: object): AppliedToxic["attributes"] {
  const { schema } = type;
  if (schema !== undefined) return read({ ...before, ...read(given ?? {}, givenSchema) }, schema);
  const names = "attributes" in type ? type.attributes : [];
  const none = Object.fromEntries(names.map((name) => [name, 0]));
  const numbers = Object.fromEntries(names.map((name) => [name, z.exactOptional(z.int())]));
  return { ...none, ...before, ...read(given ?? {}, body(numbers)) };
}

/** @throws ApiError with status 400, in our own words, for what isn't JSON or not of this shape */
function decode<T>(sent: Buffer, schema: z.ZodType<T>): T {
  return read(parse(sent), schema);
}

function parse(sent: Buffer): unknown {
  try {
    return JSON.parse(sent.toString("utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequestBody(error.message);
  }
}

function read<T>(value: unknown, schema: z.ZodType<T>): T {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  throw badRequestBody(z.prettifyError(error).replaceAll(/\s*\n\s*/g, " "));
}
