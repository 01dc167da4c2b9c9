import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiRequest } from "../../../src/files/openapi/api-request.ts";
import { chooseOperations } from "../../../src/files/openapi/operations.ts";
import { parseApi } from "../../../src/files/openapi/parse-api.ts";
import { loadValueMaker } from "../../../src/files/openapi/value-maker.ts";

const maker = await loadValueMaker();
const securitySchemes = {
  oauth: { type: "oauth2", flows: {} },
  basic: { type: "http", scheme: "Basic" },
  digest: { type: "http", scheme: "digest" },
  header: { type: "apiKey", in: "header", name: "X-Key" },
  query: { type: "apiKey", in: "query", name: "key" },
  cookie: { type: "apiKey", in: "cookie", name: "session" },
  tls: { type: "mutualTLS" },
};

/** The request of an operation on /a/{id}, in one line; or why there is none. */
function requestOf(operation: object, path = "/a"): string {
  const document = { info: { title: "A" }, paths: { [path]: { post: operation } }, components: { securitySchemes } };
  const api = parseApi(document, "a.yaml");
  const [chosen] = chooseOperations(api, []).operations;
  assert.ok(chosen);
  const made = apiRequest(chosen, api, maker);
  if (!made.ok) return made.reason;
  const { path: target, headers, body } = made.request;
  return [target, ...Object.entries(headers).map(([name, value]) => `${name}=${value}`), body ?? ""].join(" ").trim();
}

const parameter = (place: string, schema: object, more: object = {}) => ({
  parameters: [{ name: "p", in: place, required: true, schema, ...more }],
});
const body = (content: object, required = true) => ({ requestBody: { required, content } });

describe("a request of an operation", () => {
  const list = { type: "array", items: { type: "string" }, example: ["x y", "z"] };
  for (const [name, [operation, expected, path]] of Object.entries<readonly [object, string | RegExp, string?]>({
    "a list in the query": [parameter("query", list), "/a?p=x%20y&p=z"],
    "a list with commas": [parameter("query", list, { explode: false }), "/a?p=x%20y%2Cz"],
    "a text in the path": [
      parameter("path", {}, { example: "a/b?{{${c}" }),
      "/a/a%2Fb%3F%7B%7B%24%7Bc%7D/x",
      "/a/{p}/x",
    ],
    "characters that take two units, and halves of some": [
      parameter("query", {}, { example: "😀\ud83d" }),
      "/%F0%9F%98%80/%EF%BF%BD?p=%F0%9F%98%80%EF%BF%BD",
      "/😀/\ude00",
    ],
    "an example of several": [
      parameter("path", { type: "integer" }, { examples: { one: { value: 7 } } }),
      "/7",
      "/{p}",
    ],
    "a variable's look in a header": [parameter("header", {}, { example: "${x}" }), "/a p=$${x}"],
    "a template's look in a header": [parameter("header", {}, { example: "{{x}}" }), /can't have the value/],
    "a cookie": [parameter("cookie", { const: "v" }), "/a Cookie=p=v"],
    "a UUID": [parameter("query", { type: "string", format: "uuid" }), "/a?p={{uuid}}"],
    "an object in the query": [parameter("query", { type: "object" }), /more than a text/],
    "a document in the query": [parameter("query", {}, { content: {} }), /a document of its own/],
    "a parameter that nobody describes": [{}, /no parameter says what \{p\} is/, "/{p}"],
    "a body by its example": [
      body({ "application/json": { schema: { type: "integer" }, examples: { a: { value: "no" }, b: { value: 5 } } } }),
      "/a Content-Type=application/json 5",
    ],
    "a body of a kind of JSON": [body({ "application/merge-patch+json": { example: {} } }), /merge-patch\+json \{\}/],
    "a body of another kind": [body({ "text/csv": {} }), /text\/csv; bodies are made in JSON alone/],
    "a body of another kind that may be left out": [body({ "text/csv": {} }, false), "/a"],
    OAuth: [{ security: [{ oauth: [] }] }, "/a Authorization=Bearer ${API_TOKEN}"],
    "the first way that can be": [{ security: [{ tls: [] }, { basic: [] }] }, "/a Authorization=Basic ${API_BASIC}"],
    "several at once": [{ security: [{ query: [], cookie: [] }] }, "/a?key=${API_KEY} Cookie=session=${API_KEY}"],
    "an API key": [{ security: [{ header: [] }] }, "/a X-Key=${API_KEY}"],
    "no need to log in": [{ security: [{ basic: [] }, {}] }, "/a"],
    "a way that can't be": [{ security: [{ digest: [] }] }, /can't log in by digest \(http digest\)/],
  })) {
    test(name, () => {
      const made = requestOf(operation, path);
      if (typeof expected === "string") assert.equal(made, expected);
      else assert.match(made, expected);
    });
  }
});
