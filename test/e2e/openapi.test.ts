import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { test } from "node:test";
import { serve } from "../support/serve.ts";
import { deadAddress } from "../support/sockets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const description = `
openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: [{ token: [] }]
paths:
  /orders:
    get: { operationId: listOrders }
    post:
      operationId: createOrder
      parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  schemas:
    Order:
      type: object
      required: [customer, quantity]
      properties: { customer: { type: string, format: uuid }, quantity: { type: integer, minimum: 1, maximum: 9 } }
`;
const TOKEN = "a-token-that-nobody-sees";

test("what init --openapi writes is run as it is, with requests that are right", async (context) => {
  const folder = await temporaryFolder(context);
  const [listen, upstream] = [await deadAddress(), await serve(context, (_request, response) => response.end("42"))];
  const wrong: string[] = [];
  const keys = new Set<string>();
  const orders = await serve(context, async (request, response) => {
    const problem = await problemOf(request);
    if (problem !== undefined) wrong.push(problem);
    if (request.method === "GET") return response.end("[]");
    keys.add(String(request.headers["idempotency-key"]));
    const price = await fetch(`http://${listen}/`).catch(() => undefined);
    response.statusCode = price === undefined ? 502 : 201;
    return response.end();
  });
  const spec = join(folder, "spec.yaml");
  writeFileSync(spec, description);
  const given = ["--url", `http://${orders}/v1`, "--dependency", `pricing=${listen}=${upstream}`, "--out", folder];
  const begun = await startBrownout(context, ["init", "--openapi", spec, ...given]).ended;
  assert.equal(begun.code, 0, begun.stderr);

  const experiment = join(folder, "create-order-slow-pricing.yaml");
  shorten(experiment);
  const run = ["run", experiment, "--runs", join(folder, "runs"), "--json"];
  const ended = await startBrownout(context, run, undefined, { env: { ...process.env, API_TOKEN: TOKEN } }).ended;
  assert.doesNotMatch(ended.stdout + ended.stderr, new RegExp(TOKEN));
  const result = JSON.parse(ended.stdout);
  assert.equal(result.faults[0].took, "true", ended.stderr + ended.stdout);
  // A machine that has too much to do for a verdict gives none, and no wrong one.
  assert.match(result.verdict, /^(fail|inconclusive)$/);
  assert.deepEqual(wrong, []);
  assert.ok(keys.size > 50, "each order has a key of its own");
});

/** The same experiment, over in four seconds. */
function shorten(path: string): void {
  const changes = {
    "rate: 40/s": "rate: 100/s",
    "warm-up: 5s, baseline: 10s, fault: 20s, recovery: 10s":
      "warm-up: 300ms, baseline: 1s, fault: 1500ms, recovery: 1s",
    "latency: 2s": "latency: 1s",
    // What a busy machine doesn't make doubtful.
    "p95 < 1s": "p50 < 400ms",
    "error_rate < 1%": "error_rate < 50%",
    "error_rate < 2%": "error_rate < 50%",
  };
  let text = readFileSync(path, "utf8");
  for (const [before, after] of Object.entries(changes)) {
    assert.ok(text.includes(before), before);
    text = text.replaceAll(before, after);
  }
  writeFileSync(path, text.replace(/^ {2}- .* over 5s$/m, "  - create-order.error_rate > 50% over 1s"));
}

/** Says what the description wouldn't have of a request. */
async function problemOf(request: IncomingMessage): Promise<string | undefined> {
  const { method, url, headers } = request;
  if (url !== "/v1/orders") return `${method} ${url}`;
  if (headers.authorization !== `Bearer ${TOKEN}`) return `authorization: ${headers.authorization}`;
  if (method === "GET") return undefined;
  const { customer, quantity } = (await json(request)) as { customer: unknown; quantity: unknown };
  if (!/^[0-9a-f-]{36}$/.test(String(customer))) return `customer: ${customer}`;
  return Number.isInteger(quantity) && Number(quantity) >= 1 && Number(quantity) <= 9
    ? undefined
    : `quantity: ${quantity}`;
}
