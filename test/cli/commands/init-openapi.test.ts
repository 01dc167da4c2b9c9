import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { initCommand } from "../../../src/cli/commands/init.ts";
import { planCommand } from "../../../src/cli/commands/plan.ts";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import { runCommand } from "../../support/run-command.ts";
import { deadAddress } from "../../support/sockets.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const orders = `
openapi: 3.0.3
info: { title: Orders, version: 1.0.0 }
servers: [{ url: "https://api.shop.test/v1" }, { url: "http://127.0.0.1:{port}/v1", variables: { port: { default: 8080 } } }]
security: [{ token: [] }]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - { name: status, in: query, required: true, schema: { type: string, enum: [open, paid] } }
        - { name: page, in: query, schema: { type: integer } }
        - { name: X-Tenant, in: header, required: true, example: shop-1, schema: { type: string } }
    post:
      operationId: createOrder
      parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { $ref: "schemas.yaml#/Order" } } } }
  /orders/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get: { operationId: getOrder, x-weight: 9, security: [] }
    delete: { operationId: deleteOrder }
  /close: { post: { operationId: from, deprecated: true } }
  /stock/reset: { post: {} }
  /old: { get: { deprecated: true } }
  /away: { servers: [{ url: https://files.test }], get: {} }
  /picture: { put: { requestBody: { required: true, content: { image/png: {} } } } }
  /wrong: { get: { parameters: [{ name: x, in: nowhere }] } }
components: { securitySchemes: { token: { type: http, scheme: bearer } } }
`;
const schemas = `
Order:
  type: object
  required: [customer, items]
  properties:
    customer: { type: string, format: uuid }
    note: { type: string, example: "{{it's}} \${new}" }
    items: { type: array, minItems: 1, items: { $ref: "#/Item" } }
Item: { type: object, required: [sku], properties: { sku: { enum: [a-1] }, parts: { type: array, items: { $ref: "#/Item" } } } }
`;

async function folderWith(context: TestContext, spec: string): Promise<{ folder: string; spec: string; out: string }> {
  const folder = await temporaryFolder(context);
  writeFileSync(join(folder, "spec.yaml"), spec);
  writeFileSync(join(folder, "schemas.yaml"), schemas);
  return { folder, spec: join(folder, "spec.yaml"), out: join(folder, "out") };
}

describe("init --openapi", () => {
  test("writes an experiment for each operation and dependency, which validates and can be planned", async (context) => {
    const { spec, out } = await folderWith(context, orders);
    const dependencies = [`pricing=${await deadAddress()}=8081`, `stock=${await deadAddress()}=127.0.0.1:8082`];
    const given = dependencies.flatMap((text) => ["--dependency", text]);
    const { out: said, exitCode } = await runCommand(initCommand, "--openapi", spec, ...given, "--out", out);
    const operations = ["create-order", "get-order", "list-orders"];
    const names = [
      ...operations.map((name) => `${name}-slow-pricing`),
      ...operations.map((name) => `${name}-slow-stock`),
    ];
    const files = readdirSync(out).toSorted();
    assert.deepEqual(files, names.map((name) => `${name}.yaml`).toSorted());
    assert.match(said, /^orders at http:\/\/127\.0\.0\.1:8080\/v1\n/);
    assert.match(said, /DELETE \/orders\/\{id\}: takes something away\n {2}.*\n {2}POST \/stock\/reset: its name says/);
    assert.match(said, /GET \/old: deprecated/);
    assert.match(
      said,
      /could be made for:\n {2}GET \/away: it has servers of its own\n {2}GET \/wrong: parameters\[0\]\.in: .*\n {2}PUT \/picture: its body is image\/png/,
    );
    assert.match(said, /made up.*\n {2}get-order: id\n/);
    assert.equal(exitCode, 3, "operations that should be there and can't");
    for (const file of files) {
      const path = join(out, file);
      const validated = await runCommand(validateCommand, path, "--var", "API_TOKEN=t");
      assert.deepEqual([validated.out, validated.err], [`ok ${path}`, ""]);
    }
    const planned = await runCommand(planCommand, join(out, "create-order-slow-stock.yaml"), "--var", "API_TOKEN=t");
    assert.match(planned.out, /latency on orders -> stock/);
    assert.doesNotMatch(planned.out, /WARNING/);
  });

  test("writes requests as the description has them, and judges one operation alone", async (context) => {
    const { spec, out } = await folderWith(context, orders);
    await runCommand(initCommand, "--openapi", spec, "--dependency", "pricing=9001=9002", "--out", out);
    const text = readFileSync(join(out, "create-order-slow-pricing.yaml"), "utf8");
    assert.match(text, /^secrets: \[API_TOKEN\]$/m);
    assert.match(text, /^ {6}orders -> pricing: \{ listen: 127\.0\.0\.1:9001, upstream: 127\.0\.0\.1:9002 \}$/m);
    const judged = text.slice(text.indexOf("  create-order:"), text.indexOf("  # These go on"));
    assert.match(judged, /request: POST orders\/orders\n/);
    assert.match(judged, /Authorization: 'Bearer \$\{API_TOKEN\}'\n/);
    assert.match(judged, /Idempotency-Key: '\{\{id\}\}'\n/);
    const body = `{"customer":"{{uuid}}","note":"\\u007b{it''s}} $\${new}","items":[{"sku":"a-1"}]}`;
    assert.ok(judged.includes(`body: '${body}'\n`), judged);
    const others = text.slice(text.indexOf("  others:"), text.indexOf("phases:"));
    assert.match(
      others,
      /request: GET orders\/orders\?status=open\n {8}weight: 5\n {8}headers:\n.*Bearer.*\n {10}X-Tenant: 'shop-1'\n/,
    );
    assert.match(others, /request: GET orders\/orders\/\{\{uuid\}\} # made up: id;.*\n {8}weight: 9\n(?! {8}headers)/);
    const criteria = text.slice(text.indexOf("steady-state:"));
    assert.doesNotMatch(criteria, /others/);
  });

  test("takes the operations that are named, those that take something away too", async (context) => {
    const { spec, out } = await folderWith(context, orders);
    const named = [
      "--operations",
      "deleteOrder, GET /old,from,deleteOrder,DELETE /orders/{id}",
      "--dependency",
      "pricing=9001=9002",
    ];
    const { exitCode } = await runCommand(initCommand, "--openapi", spec, ...named, "--out", out);
    assert.equal(exitCode, 0);
    const files = readdirSync(out).toSorted();
    assert.deepEqual(files, [
      "delete-order-slow-pricing.yaml",
      "from-2-slow-pricing.yaml",
      "get-old-slow-pricing.yaml",
    ]);
    const path = join(out, "from-2-slow-pricing.yaml");
    assert.equal((await runCommand(validateCommand, path, "--var", "API_TOKEN=t")).out, `ok ${path}`);
    await assert.rejects(runCommand(initCommand, "--openapi", spec, "--operations", "listOrder"), {
      code: "E_OPENAPI",
      hint: "Did you mean listOrders?",
    });
  });

  test("has a place for a dependency where none is named", async (context) => {
    const { spec, out: parent } = await folderWith(context, orders);
    const url = "http://127.0.0.1:9999";
    const out = `${parent}/it's "here"`;
    const { out: said } = await runCommand(initCommand, "--openapi", spec, "--url", url, "--out", out);
    assert.ok(said.includes(`eval "$(brownout env '${parent}/it'\\''s "here"/orders-slow-dependency.yaml')"`), said);
    assert.match(said, /no dependency was named/);
    assert.match(said, /have the base path \/v1, and http:\/\/127\.0\.0\.1:9999 has none/);
    const path = join(out, "orders-slow-dependency.yaml");
    assert.equal((await runCommand(validateCommand, path, "--var", "API_TOKEN=t")).out, `ok ${path}`);
  });

  const head = "openapi: 3.1.0\ninfo: { title: Shop }\nservers: [{ url: 'http://localhost:1' }]\n";
  const loop = `${head}paths: { /a: { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } } } } }
components: { schemas: { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } } }`;
  const wrong: Readonly<Record<string, readonly [spec: string, message: RegExp, hint: RegExp]>> = {
    "no OpenAPI": ["services: { web: {} }", /it has no key openapi/, /begins with `openapi: 3/],
    "Swagger 2.0": ["swagger: '2.0'\npaths: {}", /is Swagger 2\.0; only OpenAPI 3\.0 and 3\.1/, /Convert it/],
    "a later version": ["openapi: 4.0.0", /is OpenAPI 4\.0\.0; only 3\.0 and 3\.1/, /3\.1\.0/],
    "no YAML": ["openapi: [", /neither YAML nor JSON/, /Correct it/],
    "no title": ["openapi: 3.0.0\npaths: {}", /info: /, /validator/],
    "no operations": [`${head}paths: {}`, /has no operations/, /under paths/],
    "operations that take something away alone": [
      `${head}paths: { /a: { delete: {} } }`,
      /no operation can be sent: DELETE \/a \(takes something away\)/,
      /--operations/,
    ],
    "a $ref that leads back to itself": [
      loop,
      /POST \/a \(its body: #\/components\/schemas\/\w leads back to itself/,
      /correct/,
    ],
    "a $ref to nothing": [`${head}paths: { /a: { $ref: "#/none" } }`, /leads nowhere: .*#\/none/, /Correct the \$ref/],
    "a $ref to another host": [
      `${head}paths: { /a: { $ref: "https://schemas.test/a.yaml" } }`,
      /refers to https:\/\/schemas\.test\/a\.yaml; nothing is fetched/,
      /beside the file/,
    ],
    "no server": ["openapi: 3.0.0\ninfo: { title: Shop }\npaths: { /a: { get: {} } }", /has no servers/, /--url/],
    "servers elsewhere": [
      "openapi: 3.0.0\ninfo: { title: Shop }\nservers: [{ url: https://shop.test }]\npaths: { /a: { get: {} } }",
      /none of the description's servers is on this machine: https:\/\/shop\.test/,
      /--url/,
    ],
  };
  for (const [name, [spec, message, hint]] of Object.entries(wrong)) {
    test(`says what to do: ${name}`, async (context) => {
      const { spec: file, out } = await folderWith(context, spec);
      const refused = { exitCode: 64, code: "E_OPENAPI", message, hint };
      await assert.rejects(runCommand(initCommand, "--openapi", file, "--out", out), refused);
    });
  }

  test("says which options don't go together, and how a dependency is written", async (context) => {
    const { folder, spec } = await folderWith(context, orders);
    const refused = (message: RegExp, ...args: readonly string[]) =>
      assert.rejects(runCommand(initCommand, ...args), { exitCode: 64, message });
    await refused(/--operations says something of an OpenAPI/, "--operations", "listOrders");
    await refused(/--compose and --openapi name two systems/, "--openapi", spec, "--compose", "docker-compose.yml");
    await refused(/--dependency pricing:1 is no dependency/, "--openapi", spec, "--dependency", "pricing:1");
    await refused(/is no dependency/, "--openapi", spec, "--dependency", "pricing=$(id):1=2");
    await refused(/is where a is called already/, "--openapi", spec, "--dependency", "a=1=2", "--dependency", "b=1=3");
    const alike = ["--dependency", "a_b=1=2", "--dependency", "a-b=3=4"];
    const out = join(folder, "out");
    await refused(/two experiments would have the name \S+-slow-a-b/, "--openapi", spec, ...alike, "--out", out);
    assert.deepEqual(readdirSync(folder), ["schemas.yaml", "spec.yaml"]);
    await refused(/--url ftp:/, "--openapi", spec, "--url", "ftp://127.0.0.1");
  });
});
