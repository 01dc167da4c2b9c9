/** A request and the answer that Toxiproxy 2.12 gives to it. */
export interface ApiCase {
  readonly request: string;
  readonly body?: string;
  readonly userAgent?: string;
  readonly status: number;
  readonly contentType?: string;
  /** Ports are PORT here, but for the API's own, which is API; the stock server's leaked logger is left out. */
  readonly answer: string | RegExp;
}

export interface ApiScenario {
  readonly title: string;
  /** Made in order, on a server without proxies. */
  readonly cases: readonly ApiCase[];
}

const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain; charset=utf-8";

function ok(request: string, body: string, answer: string, status = 200): ApiCase {
  return { request, body, status, contentType: JSON_TYPE, answer };
}

function refused(request: string, body: string, status: number, error: string): ApiCase {
  const answer = `${JSON.stringify({ error, status })}\n`;
  return { request, body, status, contentType: TEXT_TYPE, answer };
}

/** A body that is refused; the reason is in the server's own words, those of Go's decoder or ours. */
function badBody(request: string, body: string): ApiCase {
  const answer = /^\{"error":"bad request body: .+","status":400\}\n$/;
  return { request, body, status: 400, contentType: TEXT_TYPE, answer };
}

const noContent = (request: string): ApiCase => ({ request, status: 204, answer: "" });

const CREATE_A = '{"name":"a","listen":"localhost:0","upstream":"127.0.0.1:9"}';
const A = '{"name":"a","listen":"127.0.0.1:PORT","upstream":"127.0.0.1:9","enabled":true,"toxics":[]}';
const CREATED_A = ok("POST /proxies", CREATE_A, A, 201);

const creating: ApiScenario = {
  title: "creating and showing proxies",
  cases: [
    ok("GET /proxies", "", "{}"),
    CREATED_A,
    refused("POST /proxies", CREATE_A, 409, "proxy already exists"),
    ok("GET /proxies/a", "", A),
    ok("GET /proxies?verbose=1", "", `{"a":${A}}`),
    refused("GET /proxies/b", "", 404, "proxy not found"),
    refused("POST /proxies", '{"listen":"localhost:0","upstream":"x:1"}', 400, "missing required field: name"),
    refused("POST /proxies", '{"name":"b"}', 400, "missing required field: upstream"),
    ok(
      "POST /proxies",
      '{"name":"off","upstream":"x:1","enabled":false,"listen":"localhost:0"}',
      '{"name":"off","listen":"localhost:0","upstream":"x:1","enabled":false,"toxics":[]}',
      201,
    ),
    ok(
      "POST /proxies",
      '{"NAME":"cases","Upstream":"x:1","enabled":null,"listen":"127.0.0.1:0","unknown":[]}',
      '{"name":"cases","listen":"127.0.0.1:PORT","upstream":"x:1","enabled":true,"toxics":[]}',
      201,
    ),
    ok(
      "POST /proxies",
      '{"name":"first","name":"k<&> \\u00e9","upstream":"x:1","listen":"127.0.0.1:"}',
      '{"name":"k\\u003c\\u0026\\u003e é","listen":"127.0.0.1:PORT","upstream":"x:1","enabled":true,"toxics":[]}',
      201,
    ),
    noContent("DELETE /proxies/k%3C%26%3E%20%C3%A9"),
    noContent("DELETE /proxies/a"),
    refused("DELETE /proxies/a", "", 404, "proxy not found"),
  ],
};

const addresses: ApiScenario = {
  title: "addresses that can't be listened on",
  cases: (
    [
      ["127.0.0.1:API", "listen tcp 127.0.0.1:API: bind: address already in use"],
      ["8.8.8.8:1234", "listen tcp 8.8.8.8:1234: bind: cannot assign requested address"],
      ["127.0.0.1", "listen tcp: address 127.0.0.1: missing port in address"],
      ["127.0.0.1:99999", "listen tcp: address 99999: invalid port"],
      ["127.0.0.1:-1", "listen tcp: address -1: invalid port"],
      ["127.0.0.1:abc", "listen tcp: lookup tcp/abc: unknown port"],
      ["a:b:c", "listen tcp: address a:b:c: too many colons in address"],
      ["[::1:5", "listen tcp: address [::1:5: missing ']' in address"],
      ["256.1.1.1:0", "listen tcp: lookup 256.1.1.1: no such host"],
    ] as const
  ).map(([listen, error]) =>
    refused("POST /proxies", JSON.stringify({ name: "b", upstream: "x:1", listen }), 500, error),
  ),
};

const badBodies: ApiScenario = {
  title: "bodies that aren't JSON, or not of the right shape",
  cases: [
    "",
    "  ",
    "{",
    '"unterminated',
    "hello",
    "'",
    '{"name":"z" "a"}',
    '{"name":"z",}',
    '{"name" 1}',
    '{"name":"a\tb"}',
    '{"name":"a\\qb"}',
    '{"name":"\\u12"}',
    '{"name":tru}',
    '{"name":01}',
    '{"name":-}',
    '{"name":1.}',
    '{"name":1ex}',
    "[1 2]",
    "[]",
    "12",
    '{"name":1}',
    '{"upstream":{}}',
    '{"enabled":"yes"}',
  ].map((body) => badBody("POST /proxies", body)),
};

const updating: ApiScenario = {
  title: "updating proxies",
  cases: [
    CREATED_A,
    ok("POST /proxies/a/toxics", '{"type":"noop"}', toxic("noop", "{}")),
    ok("PATCH /proxies/a", "{}", proxyA({ toxics: toxic("noop", "{}") })),
    ok("POST /proxies/a", '{"enabled":false,"name":"b"}', proxyA({ enabled: false, toxics: toxic("noop", "{}") })),
    ok(
      "PATCH /proxies/a",
      '{"listen":"localhost:0"}',
      proxyA({ listen: "localhost:0", enabled: false, toxics: toxic("noop", "{}") }),
    ),
    ok("PATCH /proxies/a", '{"enabled":true}', proxyA({ toxics: toxic("noop", "{}") })),
    ok(
      "PATCH /proxies/a",
      '{"upstream":"127.0.0.1:10"}',
      proxyA({ upstream: "127.0.0.1:10", toxics: toxic("noop", "{}") }),
    ),
    badBody("PATCH /proxies/a", '{"enabled":1}'),
    refused("PATCH /proxies/a", '{"listen":"foo"}', 500, "address foo: missing port in address"),
    refused(
      "PATCH /proxies/a",
      '{"listen":"127.0.0.1:API"}',
      500,
      "listen tcp 127.0.0.1:API: bind: address already in use",
    ),
    ok(
      "GET /proxies/a",
      "",
      proxyA({ listen: "127.0.0.1:API", upstream: "127.0.0.1:10", enabled: false, toxics: toxic("noop", "{}") }),
    ),
    refused("PATCH /proxies/b", "", 404, "proxy not found"),
  ],
};

const TOXICS = "POST /proxies/a/toxics";
const LATENCY = toxic("latency", '{"latency":0,"jitter":0}');
const NAMED =
  '{"attributes":{"latency":100,"jitter":5},"name":"U","type":"latency","stream":"Upstream","toxicity":0.3}';

const toxics: ApiScenario = {
  title: "adding, showing and removing toxics",
  cases: [
    CREATED_A,
    ok(TOXICS, '{"type":"latency"}', LATENCY),
    refused(TOXICS, '{"type":"latency"}', 409, "toxic already exists"),
    refused(TOXICS, '{"type":"latency","stream":"upstream","name":"latency_downstream"}', 409, "toxic already exists"),
    ok(TOXICS, '{"type":"bandwidth"}', toxic("bandwidth", '{"rate":0}')),
    ok(TOXICS, '{"type":"slow_close"}', toxic("slow_close", '{"delay":0}')),
    ok(TOXICS, '{"type":"timeout"}', toxic("timeout", '{"timeout":0}')),
    ok(TOXICS, '{"type":"reset_peer"}', toxic("reset_peer", '{"timeout":0}')),
    ok(TOXICS, '{"type":"slicer"}', toxic("slicer", '{"average_size":0,"size_variation":0,"delay":0}')),
    ok(TOXICS, '{"type":"limit_data"}', toxic("limit_data", '{"bytes":0}')),
    noContent("POST /reset"),
    ok("GET /proxies/a/toxics", "", "[]"),
    ok(TOXICS, '{"type":"latency"}', LATENCY),
    ok(
      TOXICS,
      '{"type":"latency","stream":"Upstream","name":"U","toxicity":0.3,"attributes":{"LATENCY":100,"jitter":5,"junk":1}}',
      NAMED,
    ),
    ok("GET /proxies/a/toxics", "", `[${NAMED},${LATENCY}]`),
    ok("GET /proxies/a/toxics/U", "", NAMED),
    noContent("DELETE /proxies/a/toxics/U"),
    refused("GET /proxies/a/toxics/U", "", 404, "toxic not found"),
    refused("DELETE /proxies/a/toxics/U", "", 404, "toxic not found"),
    refused("GET /proxies/b/toxics", "", 404, "proxy not found"),
    refused("DELETE /proxies/b/toxics/U", "", 404, "proxy not found"),
    ok(
      TOXICS,
      '{"type":"latency","name":"n","attributes":null,"stream":null}',
      LATENCY.replace("latency_downstream", "n"),
    ),
    ok(
      TOXICS,
      '{"type":"latency","name":"m","attributes":{"latency":1,"jitter":-2},"toxicity":7}',
      '{"attributes":{"latency":1,"jitter":-2},"name":"m","type":"latency","stream":"downstream","toxicity":7}',
    ),
  ],
};

const badToxics: ApiScenario = {
  title: "toxics that are refused",
  cases: [
    CREATED_A,
    refused(TOXICS, '{"type":"nope"}', 400, "invalid toxic type"),
    refused(TOXICS, "null", 400, "invalid toxic type"),
    refused(
      TOXICS,
      '{"type":"latency","stream":"sideways"}',
      400,
      "stream was invalid, can be either upstream or downstream",
    ),
    ...[
      '{"type":3}',
      '{"type":"latency","toxicity":"s"}',
      '{"type":"latency","toxicity":1e99}',
      '{"type":"latency","attributes":[]}',
      '{"type":"latency","attributes":{"latency":"1"}}',
      '{"type":"latency","attributes":{"latency":1.5}}',
      '{"type":"latency","attributes":{"latency":99999999999999999999}}',
      '{"type":"reset_peer","attributes":{"timeout":true}}',
      '{"type":"slicer","attributes":{"delay":"x"}}',
    ].map((body) => badBody(TOXICS, body)),
    badBody(TOXICS, ""),
    ok(TOXICS, '{"type":"latency","name":"d"}', LATENCY.replace("latency_downstream", "d")),
    refused(TOXICS, '{"type":"latency","name":"d","attributes":{"latency":"x"}}', 409, "toxic already exists"),
    badBody(TOXICS, '{"type":"latency","name":"d","attributes":[]}'),
    refused(TOXICS, '{"type":"nope","name":"d"}', 400, "invalid toxic type"),
    refused("POST /proxies/b/toxics", "", 404, "proxy not found"),
  ],
};

const UPDATE = "PATCH /proxies/a/toxics/t";
const updated = (latency: number, jitter: number, toxicity: string) =>
  `{"attributes":{"latency":${latency},"jitter":${jitter}},"name":"t","type":"latency","stream":"downstream","toxicity":${toxicity}}`;

const updatingToxics: ApiScenario = {
  title: "updating toxics",
  cases: [
    CREATED_A,
    ok(TOXICS, '{"type":"latency","name":"t","attributes":{"latency":5}}', updated(5, 0, "1")),
    ok(UPDATE, '{"attributes":{"jitter":9}}', updated(5, 9, "1")),
    ok(
      "POST /proxies/a/toxics/t",
      '{"toxicity":0.5,"name":"z","stream":"upstream","type":"slicer"}',
      updated(5, 9, "0.5"),
    ),
    ok(UPDATE, '{"toxicity":null,"attributes":null}', updated(5, 9, "0.5")),
    ok(UPDATE, '{"toxicity":0.25}', updated(5, 9, "0.25")),
    badBody(UPDATE, '{"toxicity":"x"}'),
    badBody(UPDATE, '{"attributes":[]}'),
    badBody(UPDATE, "[]"),
    badBody(UPDATE, ""),
    ok("GET /proxies/a/toxics/t", "", updated(5, 9, "0.25")),
    refused("PATCH /proxies/a/toxics/u", "{}", 404, "toxic not found"),
  ],
};

const populated = (...proxies: readonly string[]) => `{"proxies":[${proxies.join(",")}]}`;
const populateRefused = (body: string, status: number, error: string, done = "null"): ApiCase => ({
  request: "POST /populate",
  body,
  status,
  contentType: JSON_TYPE,
  answer: `{"error":${JSON.stringify(error)},"status":${status},"proxies":${done}}`,
});
const badPopulate = (body: string): ApiCase => ({
  ...populateRefused(body, 400, ""),
  answer: /^\{"error":"bad request body: .+","status":400,"proxies":null\}$/,
});

const populating: ApiScenario = {
  title: "populating",
  cases: [
    ok("POST /populate", "[]", '{"proxies":null}', 201),
    ok("POST /populate", "null", '{"proxies":null}', 201),
    badPopulate(""),
    badPopulate("{}"),
    badPopulate("[1]"),
    badPopulate('[{"name":1}]'),
    badPopulate('[{"enabled":1}]'),
    populateRefused("[null]", 400, "missing required field: name at proxy 1"),
    populateRefused(`[${CREATE_A},{"upstream":"x:1"}]`, 400, "missing required field: name at proxy 2"),
    populateRefused(`[${CREATE_A},{"name":"b"}]`, 400, "missing required field: upstream at proxy 2"),
    ok("GET /proxies", "", "{}"),
    populateRefused(
      `[${CREATE_A},{"name":"b","listen":"127.0.0.1:API","upstream":"x:1"},{"name":"c","listen":"127.0.0.1:0","upstream":"x:1"}]`,
      500,
      "listen tcp 127.0.0.1:API: bind: address already in use",
      `[${A}]`,
    ),
    ok("GET /proxies", "", `{"a":${A}}`),
    populateRefused('[{"name":"a","listen":"foo","upstream":"x:1"}]', 500, "address foo: missing port in address"),
    ok(
      "POST /populate",
      '[{"name":"b","listen":"localhost:0","upstream":"x:1","enabled":false,"toxics":[{"type":"slicer"}]}]',
      populated('{"name":"b","listen":"localhost:0","upstream":"x:1","enabled":false,"toxics":[]}'),
      201,
    ),
    noContent("POST /reset"),
    ok("GET /proxies/b", "", '{"name":"b","listen":"127.0.0.1:PORT","upstream":"x:1","enabled":true,"toxics":[]}'),
  ],
};

const routing: ApiScenario = {
  title: "routes, methods and user agents",
  cases: [
    ...["/nope", "/", "/PROXIES", "/proxies/", "/proxies/a/toxics/", "/metrics", "/proxies/a%2Fb/c"].map(
      (path): ApiCase => ({
        request: `GET ${path}`,
        status: 404,
        contentType: TEXT_TYPE,
        answer: "404 page not found\n",
      }),
    ),
    ...["DELETE /proxies", "PUT /proxies/a", "OPTIONS /proxies", "GET /reset", "POST /version"].map(
      (request): ApiCase => ({ request, status: 405, answer: "" }),
    ),
    { request: "GET //proxies?x=1", status: 301, answer: "" },
    { request: "GET /proxies/./a", status: 301, answer: "" },
    {
      request: "GET /version",
      userAgent: "Mozilla/5.0",
      status: 403,
      contentType: TEXT_TYPE,
      answer: "User agent not allowed\n",
    },
    {
      request: "GET /nope",
      userAgent: "Mozilla/5.0",
      status: 404,
      contentType: TEXT_TYPE,
      answer: "404 page not found\n",
    },
    { request: "DELETE /version", userAgent: "Mozilla/5.0", status: 405, answer: "" },
  ],
};

function toxic(type: string, attributes: string): string {
  return `{"attributes":${attributes},"name":"${type}_downstream","type":"${type}","stream":"downstream","toxicity":1}`;
}

function proxyA(changes: {
  readonly listen?: string;
  readonly upstream?: string;
  readonly enabled?: boolean;
  readonly toxics: string;
}): string {
  const { listen = "127.0.0.1:PORT", upstream = "127.0.0.1:9", enabled = true, toxics: list } = changes;
  return `{"name":"a","listen":"${listen}","upstream":"${upstream}","enabled":${enabled},"toxics":[${list}]}`;
}

/** Checked against the stock server, release 2.12.0. */
export const API_SCENARIOS: readonly ApiScenario[] = [
  creating,
  addresses,
  badBodies,
  updating,
  toxics,
  badToxics,
  updatingToxics,
  populating,
  routing,
];
