import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { type Answer, json, openFake, startFakeApi } from "./fake-api.ts";

const pod = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "pricing-1" } as const;

/**
 * Asks for what a client gets of the local server when the API server, or the service behind it, answers so, and what
 * is told of that.
 */
async function through(context: TestContext, answer: Answer) {
  const api = await startFakeApi(context);
  const { cluster } = await openFake(context, api);
  api.answer = answer;
  const stop = new AbortController();
  context.after(() => stop.abort());
  const troubles: string[] = [];
  const { port } = await cluster.proxyTo(pod, 80, stop.signal, ({ message }) => troubles.push(message));
  const response = await fetch(`http://127.0.0.1:${port}/`);
  return { response, troubles };
}

/** As an API server sends it: indented, with its length. */
function refusal(code: number, reason: string, message: string): Answer {
  return (_, response) => {
    const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
    const text = JSON.stringify(status, undefined, 2);
    response.writeHead(code, { "content-type": "application/json", "content-length": text.length }).end(text);
  };
}

describe("the way to a service through the API server", () => {
  for (const [code, reason, message] of [
    [403, "Forbidden", 'User "shopper" cannot get resource "services/proxy"'],
    [401, "Unauthorized", "Unauthorized"],
    [404, "NotFound", 'services "pricing" not found'],
    [429, "TooManyRequests", "too many requests"],
    [500, "InternalError", "etcdserver: request timed out"],
    [503, "ServiceUnavailable", "apiserver is shutting down"],
  ] as const) {
    test(`answers 502 where the API server itself says ${code}`, async (context) => {
      const { response, troubles } = await through(context, refusal(code, reason, message));
      assert.equal(response.status, 502);
      assert.equal(await response.text(), `the API server's proxy: ${message}\n`);
      assert.deepEqual(troubles, [`a request wasn't passed on: ${message}`]);
    });

    test(`leaves a service's own ${code} as it is`, async (context) => {
      const body = { kind: "basket", message: "not yours" };
      const length = { "content-length": `${JSON.stringify(body).length}` };
      const { response, troubles } = await through(context, json(code, body, length));
      assert.equal(response.status, code);
      assert.deepEqual(await response.json(), body);
      assert.deepEqual(troubles, []);
    });
  }

  for (const message of [
    'no endpoints available for service "pricing"',
    "error trying to reach service: dial tcp 10.244.0.7:8080: connect: connection refused",
  ]) {
    test(`leaves what is the service's as it is: ${message}`, async (context) => {
      const { response, troubles } = await through(context, refusal(503, "ServiceUnavailable", message));
      assert.equal(response.status, 503);
      assert.match(await response.text(), new RegExp(message.slice(0, 20)));
      assert.deepEqual(troubles, []);
    });
  }

  test("tells that the API server is gone", async (context) => {
    const { response, troubles } = await through(context, (_, { socket }) => socket?.destroy());
    assert.equal(response.status, 502);
    assert.deepEqual(troubles, ["a request wasn't passed on: other side closed"]);
  });
});
