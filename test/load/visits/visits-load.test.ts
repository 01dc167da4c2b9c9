import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { describe, it, type TestContext } from "node:test";
import type { StepSpec, TakeSource } from "../../../src/files/experiment/steps.ts";
import type { ResolvedLoad } from "../../../src/load/load.ts";
import { openLoop } from "../../../src/load/open-loop.ts";
import { Collector, countOf, makeLoad, quantileOf } from "../collector.ts";
import { startTarget } from "../target.ts";

const LOGIN = { method: "POST", path: "/login", headers: {}, body: "user {{counter}}" };

function step(name: string, take: Readonly<Record<string, TakeSource>> = {}, thinkMs = 0): StepSpec {
  return {
    name,
    thinkMs: { from: thinkMs, to: thinkMs },
    take: Object.entries(take).map(([name, from]) => ({ name, from })),
  };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Runs ten visits until so many have ended. */
async function run(
  context: TestContext,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  steps: readonly (readonly [Request, StepSpec])[],
  { ended = 10, ...parts }: Partial<ResolvedLoad> & { readonly ended?: number } = {},
) {
  const { url } = await startTarget(context, listener);
  const collector = new Collector();
  const requests = steps.map(([{ path, ...request }]) => ({ ...request, urls: [url + path], weight: 1 }));
  const pacing = { kind: "constant", ratePerS: 50 } as const;
  const load = makeLoad({ pacing, requests, steps: steps.map(([, spec]) => spec), arrivalsForMs: 200, ...parts });
  const running = await openLoop.start([load], collector);
  const visits = () => collector.totals("load-visits");
  if (visits().ended < ended) await collector.until(() => visits().ended >= ended);
  await running.stop();
  return { collector, of: (name: string) => collector.totals(name) };
}

describe("a load of visits", { timeout: 30_000 }, () => {
  it("sends what earlier answers had, by pointer, header and expression, with a jar of cookies for each", async (context) => {
    const seen: string[] = [];
    const traceparents: string[] = [];
    const listener = async (request: IncomingMessage, response: ServerResponse) => {
      traceparents.push(`${request.headers.traceparent}`);
      const user = /\d+/.exec(await text(request))?.[0];
      const { authorization, cookie } = request.headers;
      if (request.url !== "/login") seen.push(`${request.url} ${authorization} ${cookie}`);
      response.setHeader("set-cookie", [`session=${user ?? "kept"}; Path=/cart`, "theme=dark; Path=/elsewhere"]);
      response.setHeader("x-place", `a/${user}`);
      response.end(JSON.stringify({ auth: { token: `s3cret-${user}` }, page: `form?csrf=c${user}&x` }));
    };
    const login = step("login", {
      token: { kind: "json", pointer: "/auth/token" },
      place: { kind: "header", header: "x-place" },
      csrf: { kind: "regex", pattern: "csrf=(\\w+)" },
    });
    const cart = { method: "GET", path: "/cart/{{place}}?{{csrf}}", headers: { authorization: "Bearer {{token}}" } };
    const { collector, of } = await run(context, listener, [
      [LOGIN, login],
      [cart, step("cart")],
      [cart, step("again")],
    ]);
    const user = (n: number, cookie: string) => `/cart/a%2F${n}?c${n} Bearer s3cret-${n} session=${cookie}`;
    const expected = Array.from({ length: 10 }, (_, index) => [
      user(index + 1, `${index + 1}`),
      user(index + 1, "kept"),
    ]);
    assert.deepEqual(seen.toSorted(), expected.flat().toSorted());
    assert.deepEqual([of("load").ended, of("load-login").ended, of("load-cart").ended], [30, 10, 10]);
    assert.deepEqual([of("load").failed, of("load-visits").failed, of("load-visits").ended], [0, 0, 10]);
    assert.doesNotMatch(JSON.stringify(collector.batches), /s3cret/);
    const traces = Object.groupBy(traceparents, (traceparent) => traceparent.slice(0, 35));
    const spans = Object.values(traces).map((ofVisit) => new Set(ofVisit).size);
    assert.deepEqual(spans, Array(10).fill(3), "a visit is a trace, and each of its requests a span");
  });

  it("ends a visit at the step whose answer lacks a value, and says which", async (context) => {
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      response.end(request.url === "/login" ? '{"token":{"no":"text"}}' : "never asked for");
    };
    const { of } = await run(context, listener, [
      [LOGIN, step("login", { token: { kind: "json", pointer: "/token" } })],
      [{ method: "GET", path: "/{{token}}", headers: {} }, step("cart")],
    ]);
    assert.deepEqual(of("load").errors, { "no token in the answer": 10 });
    assert.deepEqual(of("load-login").errors, { "no token in the answer": 10 });
    assert.deepEqual(of("load-visits").errors, { "login: no token in the answer": 10 });
    assert.equal(of("load-cart").started, 0);
  });

  it("arrives in time whatever became of those before, and ends a visit that timed out", async (context) => {
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      if (request.url === "/login") response.end("{}");
    };
    const hang = { method: "GET", path: "/hang", headers: {} };
    const { of } = await run(
      context,
      listener,
      [
        [LOGIN, step("login")],
        [hang, step("hang")],
        [LOGIN, step("after")],
      ],
      {
        timeoutMs: 1000,
      },
    );
    assert.deepEqual(of("load-hang").errors, { timeout: 10 });
    assert.deepEqual(of("load-visits").errors, { timeout: 10 });
    assert.ok(Math.abs(quantileOf(of("load-hang").latency, 0.5) - 1000) < 4);
    assert.equal(of("load-after").started, 0);
  });

  it("thinks between steps, which is no latency", async (context) => {
    const arrived = new Map<string, number>();
    const pauses: number[] = [];
    const listener = async (request: IncomingMessage, response: ServerResponse) => {
      const user = await text(request);
      const before = arrived.get(user);
      if (before === undefined) arrived.set(user, performance.now());
      else pauses.push(performance.now() - before);
      response.end("{}");
    };
    const { of } = await run(context, listener, [
      [LOGIN, step("login")],
      [LOGIN, step("later", {}, 250)],
    ]);
    assert.equal(pauses.length, 10);
    assert.ok(
      pauses.every((ms) => ms > 249),
      `${pauses}`,
    );
    assert.equal(countOf(of("load-visits").latency), 10);
    assert.ok(quantileOf(of("load-visits").latency, 0.1) < 250, "a pause is nothing that a person waits for");
  });

  it("counts a visit beyond those that may be on their way as broken", async (context) => {
    const { of } = await run(
      context,
      (_request, response) => response.end("{}"),
      [
        [LOGIN, step("login")],
        [LOGIN, step("later", {}, 60_000)],
      ],
      { maxInFlight: 4, ended: 6 },
    );
    const { overflow = 0 } = of("load").errors;
    assert.equal(of("load-visits").errors["login: overflow"], overflow);
    assert.equal(overflow, 6);
  });

  it("is ended in spite of an expression that takes for ever, when it may take no longer to stop", async (context) => {
    const answered = Promise.withResolvers<void>();
    const { url } = await startTarget(context, (_request, response) => {
      response.end(`${"a".repeat(50)}b`, () => answered.resolve());
    });
    const steps = [step("login", { token: { kind: "regex", pattern: "^(a+)+$" } })];
    const requests = [{ method: "GET", urls: [`${url}/`], headers: {}, weight: 1 }];
    const running = await openLoop.start([makeLoad({ requests, steps })], new Collector());
    await answered.promise;
    const tooLong = new AbortController();
    const stopped = running.stop(tooLong.signal);
    tooLong.abort();
    await stopped;
  });
});
