import type { Api, OperationFile, SecurityScheme } from "./api-schema.ts";

/** The parts of a request that say who sends it. Their secrets are variables. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly string[];
  readonly cookies: readonly string[];
  /** Names of the variables. */
  readonly secrets: readonly string[];
}

const none: Credentials = { headers: {}, query: [], cookies: [], secrets: [] };

/** The credentials of the first of an operation's ways to log in that a request can have; or why it has none. */
export function credentialsOf({ security }: OperationFile, api: Api): Credentials | { readonly reason: string } {
  const ways = security ?? api.security;
  // One way without anything in it: nobody needs to log in.
  if (ways.length === 0 || ways.some((way) => Object.keys(way).length === 0)) return none;
  const schemes = api.components.securitySchemes;
  const tried = ways.map((way) => Object.keys(way).map((name) => credential(name, schemes[name])));
  const whole = tried.find((way) => way.every((one) => typeof one !== "string"));
  if (whole !== undefined) return whole.filter((one) => typeof one !== "string").reduce(joined, none);
  return { reason: tried.flat().find((one) => typeof one === "string") ?? "nothing says how to log in" };
}

function credential(name: string, scheme: SecurityScheme | undefined): Credentials | string {
  if (scheme === undefined) return `the security scheme ${name} isn't there`;
  switch (scheme.type) {
    case "oauth2":
    case "openIdConnect":
      return inHeader("Authorization", "Bearer ", "API_TOKEN");
    case "http":
      return ofHttp(name, scheme.scheme?.toLowerCase());
    case "apiKey":
      return apiKey(name, scheme);
    default:
      return `a request can't log in by ${name} (${scheme.type})`;
  }
}

function ofHttp(name: string, scheme: string | undefined): Credentials | string {
  if (scheme === "bearer") return inHeader("Authorization", "Bearer ", "API_TOKEN");
  // User and password with a colon between them, in Base64.
  if (scheme === "basic") return inHeader("Authorization", "Basic ", "API_BASIC");
  return `a request can't log in by ${name} (http ${scheme ?? "without a scheme"})`;
}

function apiKey(name: string, { in: place, name: key = "" }: SecurityScheme): Credentials | string {
  if (!/^[\w.-]+$/.test(key)) return `the security scheme ${name} has no name that a request can have`;
  const secret = "API_KEY";
  if (place === "header") return inHeader(key, "", secret);
  if (place === "query") return { ...none, query: [`${key}=\${${secret}}`], secrets: [secret] };
  if (place === "cookie") return { ...none, cookies: [`${key}=\${${secret}}`], secrets: [secret] };
  return `the security scheme ${name} doesn't say where its key is`;
}

function inHeader(header: string, before: string, secret: string): Credentials {
  return { ...none, headers: { [header]: `${before}\${${secret}}` }, secrets: [secret] };
}

function joined(one: Credentials, other: Credentials): Credentials {
  return {
    headers: { ...one.headers, ...other.headers },
    query: [...one.query, ...other.query],
    cookies: [...one.cookies, ...other.cookies],
    secrets: [...new Set([...one.secrets, ...other.secrets])],
  };
}
