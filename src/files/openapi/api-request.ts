import { fieldsOf } from "../yaml/fields.ts";
import type { Api, OperationFile, Parameter } from "./api-schema.ts";
import { credentialsOf } from "./credentials.ts";
import { type Operation, weightOf } from "./operations.ts";
import { bodyText, headerText, urlText } from "./template-text.ts";
import type { ValueMaker } from "./value-maker.ts";

/** A request of an operation, in the words of an experiment. */
export interface ApiRequest {
  /** The name of its operation. */
  readonly name: string;
  readonly method: string;
  /** With its query; has templates and variables in it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly weight: number;
  /** Variables that are secrets. */
  readonly secrets: readonly string[];
  /** Parameters in the path whose values nobody says are there. */
  readonly madeUp: readonly string[];
}

/** The reason why no request can be made. */
class NoRequest extends Error {}

/** The request of an operation; or why there is none. */
export function apiRequest(
  operation: Operation,
  api: Api,
  maker: ValueMaker,
): { readonly ok: true; readonly request: ApiRequest } | { readonly ok: false; readonly reason: string } {
  try {
    return { ok: true, request: new RequestMaking(operation, api, maker).request() };
  } catch (error) {
    if (error instanceof NoRequest) return { ok: false, reason: error.message };
    throw error;
  }
}

const IDEMPOTENCY = /^(x-)?idempotency-key$/i;
/** OpenAPI has them say nothing as parameters. */
const ignoredHeaders = ["accept", "content-type", "authorization"];

class RequestMaking {
  readonly #operation: Operation;
  readonly #api: Api;
  readonly #maker: ValueMaker;
  readonly #madeUp: string[] = [];

  constructor(operation: Operation, api: Api, maker: ValueMaker) {
    this.#operation = operation;
    this.#api = api;
    this.#maker = maker;
  }

  request(): ApiRequest {
    const { name, method, file } = this.#operation;
    const credentials = credentialsOf(file, this.#api);
    if ("reason" in credentials) throw new NoRequest(credentials.reason);
    const body = this.#body(file);
    const path = this.#path();
    const query = [...this.#in("query").flatMap((one) => this.#query(one)), ...credentials.query].join("&");
    const cookies = [...this.#in("cookie").map((one) => this.#cookie(one)), ...credentials.cookies].join("; ");
    return {
      name,
      method,
      path: query === "" ? path : `${path}?${query}`,
      headers: {
        ...credentials.headers,
        ...(cookies !== "" && { Cookie: cookies }),
        ...Object.fromEntries(this.#in("header").flatMap((one) => this.#header(one))),
        ...(body !== undefined && { "Content-Type": body.type }),
      },
      ...(body !== undefined && { body: body.text }),
      weight: weightOf(this.#operation),
      secrets: credentials.secrets,
      madeUp: this.#madeUp,
    };
  }

  /** Parameters that a request must have, and the header by which it may be sent twice. */
  #in(place: Parameter["in"]): readonly Parameter[] {
    const isNeeded = (one: Parameter) => one.required || (place === "header" && IDEMPOTENCY.test(one.name));
    return this.#operation.file.parameters.filter((one) => one.in === place && isNeeded(one));
  }

  #path(): string {
    const { path, file } = this.#operation;
    const literal = path.split(/(\{[^{}]*\})/).map((part) => {
      const name = /^\{(.*)\}$/.exec(part)?.[1];
      if (name === undefined) return part.toWellFormed().replace(/[^\x21-\x7e]|[?#{}]/gu, encodeURIComponent);
      const parameter = file.parameters.find((one) => one.in === "path" && one.name === name);
      if (parameter === undefined) throw new NoRequest(`no parameter says what {${name}} is`);
      if (parameter.style !== undefined && parameter.style !== "simple") {
        throw new NoRequest(`the parameter ${name} has the style ${parameter.style}`);
      }
      const { value, isMadeUp } = this.#value(parameter);
      if (isMadeUp) this.#madeUp.push(name);
      return urlText(this.#text(parameter, value));
    });
    return literal.join("");
  }

  #query(parameter: Parameter): readonly string[] {
    const { value } = this.#value(parameter);
    const key = urlText(parameter.name);
    const isList = Array.isArray(value) && (parameter.style ?? "form") === "form" && parameter.explode !== false;
    const values: readonly unknown[] = isList ? value : [value];
    return values.map((one) => `${key}=${urlText(this.#text(parameter, one))}`);
  }

  #header(parameter: Parameter): readonly (readonly [string, string])[] {
    if (ignoredHeaders.includes(parameter.name.toLowerCase())) return [];
    if (IDEMPOTENCY.test(parameter.name)) return [[parameter.name, "{{id}}"]];
    const text = headerText(this.#text(parameter, this.#value(parameter).value));
    if (text === undefined) throw new NoRequest(`the header ${parameter.name} can't have the value that was found`);
    return [[parameter.name, text]];
  }

  #cookie(parameter: Parameter): string {
    return `${parameter.name}=${urlText(this.#text(parameter, this.#value(parameter).value))}`;
  }

  #value({ name, schema, example, examples, content }: Parameter) {
    if (content !== undefined) throw new NoRequest(`the parameter ${name} is a document of its own`);
    const made = this.#maker.make(schema, [example, ...valuesOf(examples)], [1, "1"]);
    if (!made.ok) throw new NoRequest(`the parameter ${name}: ${made.reason}`);
    return made;
  }

  #text({ name, style }: Parameter, value: unknown): string {
    const isPlain = (one: unknown) => ["string", "number", "boolean"].includes(typeof one);
    const values = Array.isArray(value) ? value : [value];
    const isCommas = ["form", "simple", undefined].includes(style);
    if (!values.every(isPlain) || (Array.isArray(value) && !isCommas)) {
      throw new NoRequest(`the parameter ${name} is more than a text, a number or a list of them`);
    }
    const text = values.join(",");
    if (text === "") throw new NoRequest(`the parameter ${name} has an empty value: give it an example`);
    return text;
  }

  #body({ requestBody }: OperationFile): { readonly type: string; readonly text: string } | undefined {
    if (requestBody === undefined || ["GET", "HEAD"].includes(this.#operation.method)) return undefined;
    const [type, media] =
      Object.entries(requestBody.content).find(([name]) => /^[\w.+-]+\/([\w.-]+\+)?json\b/i.test(name)) ?? [];
    if (type === undefined || media === undefined) {
      if (!requestBody.required) return undefined;
      throw new NoRequest(
        `its body is ${Object.keys(requestBody.content).join(" or ") || "nothing"}; bodies are made in JSON alone`,
      );
    }
    const { schema, example, examples } = media;
    const made = this.#maker.make(schema, [example, ...valuesOf(examples)], schema === undefined ? [{}] : []);
    if (!made.ok) throw new NoRequest(`its body: ${made.reason}`);
    return { type, text: bodyText(made.value) };
  }
}

function valuesOf(examples: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.values(examples).map((one) => fieldsOf(one).value);
}
