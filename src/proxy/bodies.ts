import { badRequestBody, invalidStream, invalidToxicType, toxicAlreadyExists } from "./api-error.ts";
import type { AppliedToxic } from "./applied-toxic.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import { decodeStruct, GoTypeError, valuesOf } from "./go-decode.ts";
import { GoSyntaxError, type GoValue, parseGoJson } from "./go-json.ts";
import type { ProxyRequest } from "./proxy-collection.ts";
import { toxicType } from "./toxics/list.ts";
import type { Attributes, Direction, ToxicType } from "./toxics/toxic.ts";

const PROXY_FIELDS = { name: "string", listen: "string", upstream: "string", enabled: "bool" } as const;
const PROXY_STRUCT = { type: "toxiproxy.Proxy", fieldPrefix: "Proxy." };
const POPULATE_TYPE = 'struct { toxiproxy.Proxy; Enabled *bool "json:\\"enabled\\"" }';
const TOXIC_FIELDS = { name: "string", type: "string", stream: "string", toxicity: "float32" } as const;
const TOXIC_STRUCT = { type: "toxics.ToxicWrapper", fieldPrefix: "ToxicWrapper." };
const UPDATE_TYPE =
  'struct { Attributes interface {} "json:\\"attributes\\""; Toxicity float32 "json:\\"toxicity\\"" }';

/** Body of `POST /proxies`. */
export function decodeProxy(body: Buffer): ProxyRequest {
  return decode(body, (value) => {
    const given = decodeStruct(value, PROXY_STRUCT, PROXY_FIELDS);
    return { name: "", listen: "", upstream: "", enabled: true, ...given };
  });
}

/** Body of `POST` or `PATCH /proxies/{proxy}`: what isn't given stays. */
export function decodeProxyUpdate(body: Buffer, proxy: FaultProxy): ProxyRequest {
  return decode(body, (value) => {
    const given = decodeStruct(value, PROXY_STRUCT, PROXY_FIELDS);
    return { listen: proxy.listen, upstream: proxy.upstream, enabled: proxy.enabled, ...given, name: proxy.name };
  });
}

/** Body of `POST /populate`, and of a config file. */
export function decodePopulate(body: Buffer): readonly ProxyRequest[] {
  return decode(body, (value) => {
    if (value.kind === "null") return [];
    if (value.kind !== "array") {
      throw new GoTypeError(`json: cannot unmarshal ${value.kind} into Go value of type []${POPULATE_TYPE}`);
    }
    return value.items.map((item) => {
      const proxy = decodeStruct(
        item,
        { type: POPULATE_TYPE, fieldPrefix: ".Proxy." },
        { name: "string", listen: "string", upstream: "string" },
      );
      const { enabled } = decodeStruct(item, { type: POPULATE_TYPE, fieldPrefix: "." }, { enabled: "bool" });
      return { name: "", listen: "", upstream: "", ...proxy, enabled: enabled ?? true };
    });
  });
}

/** Body of `POST …/toxics`: one toxic or, beyond what Toxiproxy takes, an array of them, all with names of their own. */
export function decodeToxics(
  body: Buffer,
  existing: readonly AppliedToxic[],
): { readonly toxics: readonly AppliedToxic[]; readonly isArray: boolean } {
  return decode(body, (value) => {
    const isArray = value.kind === "array";
    const toxics: AppliedToxic[] = [];
    for (const item of isArray ? value.items : [value]) toxics.push(newToxic(item, [...existing, ...toxics]));
    return { toxics, isArray };
  });
}

/** Body of `POST` or `PATCH …/toxics/{toxic}`: what isn't given stays. */
export function decodeToxicUpdate(body: Buffer, toxic: AppliedToxic): Pick<AppliedToxic, "toxicity" | "attributes"> {
  return decode(body, (value) => {
    const given = decodeStruct(value, { type: UPDATE_TYPE, fieldPrefix: "." }, { toxicity: "float32" });
    const attributes = mergeAttributes(
      value,
      toxic.type,
      toxic.attributes,
      `.attributes of type toxics.${toxic.type.goName}`,
    );
    return { toxicity: given.toxicity ?? toxic.toxicity, attributes };
  });
}

/** Refuses in Toxiproxy's order: a name that is taken before an attribute that is wrong. */
function newToxic(value: GoValue, others: readonly AppliedToxic[]): AppliedToxic {
  const given = decodeStruct(value, TOXIC_STRUCT, TOXIC_FIELDS);
  // Toxiproxy reads them into a noop before it knows the type, and says so.
  const attributesField = "ToxicWrapper.attributes of type toxics.NoopToxic";
  for (const attributes of valuesOf(value, "attributes")) requireObject(attributes, attributesField);
  const stream = given.stream ?? "downstream";
  const direction = directionOf(stream);
  if (direction === undefined) throw invalidStream();
  const type = toxicType(given.type ?? "");
  if (type === undefined) throw invalidToxicType();
  const name = given.name || `${type.type}_${stream}`;
  if (others.some((other) => other.name === name)) throw toxicAlreadyExists();
  const none = Object.fromEntries(Object.keys(type.attributes).map((name) => [name, 0]));
  return {
    name,
    type,
    stream,
    direction,
    toxicity: given.toxicity ?? 1,
    attributes: mergeAttributes(value, type, none, attributesField),
    actedCount: 0,
  };
}

function directionOf(stream: string): Direction | undefined {
  const direction = stream.toLowerCase();
  return direction === "upstream" || direction === "downstream" ? direction : undefined;
}

function mergeAttributes(body: GoValue, type: ToxicType, before: Attributes, field: string): Attributes {
  const struct = { type: type.goName, fieldPrefix: `${type.goName}.attributes.` };
  let merged = before;
  for (const given of valuesOf(body, "attributes")) {
    requireObject(given, field);
    merged = { ...merged, ...(decodeStruct(given, struct, type.attributes) as Attributes) };
  }
  return merged;
}

function requireObject(value: GoValue, field: string): void {
  if (value.kind !== "object")
    throw new GoTypeError(`json: cannot unmarshal ${value.kind} into Go struct field ${field}`);
}

function decode<T>(body: Buffer, read: (value: GoValue) => T): T {
  try {
    return read(parseGoJson(body));
  } catch (error) {
    if (error instanceof GoSyntaxError || error instanceof GoTypeError) throw badRequestBody(error.message);
    throw error;
  }
}
