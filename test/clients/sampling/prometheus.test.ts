import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { pipeline, Readable } from "node:stream";
import { describe, type TestContext, test } from "node:test";
import { readPrometheus } from "../../../src/clients/sampling/prometheus.ts";
import { NoSampleError, SignalSpecError } from "../../../src/clients/sampling/read-sample.ts";
import { signalReader } from "../../../src/clients/sampling/read-signal.ts";
import { readOnce } from "../../../src/run/signal-poller.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { answering, type StandInPrometheus, startPrometheus, vector } from "./prometheus-server.ts";

const never = new AbortController().signal;

async function serving(context: TestContext, listener: RequestListener): Promise<StandInPrometheus> {
  const server = await startPrometheus(listener);
  context.after(() => server.stop());
  return server;
}

describe("a Prometheus server", () => {
  const numbers: readonly (readonly [what: string, body: unknown, value: number])[] = [
    ["a single series", vector("4.25"), 4.25],
    ["zero", vector("0"), 0],
    ["a number in scientific notation", vector("-1.5e-7"), -1.5e-7],
    ["a scalar", { status: "success", data: { resultType: "scalar", result: [1.5, "7"] } }, 7],
  ];
  for (const [what, body, value] of numbers) {
    test(`that gives ${what} is read`, async (context) => {
      const { signal, queries } = await serving(context, answering(200, body));
      assert.equal(await readPrometheus(signal, never), value);
      assert.deepEqual(queries, [`GET /api/v1/query ${signal.query}`]);
    });
  }

  const missing: readonly (readonly [what: string, listener: RequestListener, why: RegExp])[] = [
    ["gives no series", answering(200, vector()), /^the query gave no series$/],
    ["gives NaN", answering(200, vector("NaN")), /^the query gave NaN$/],
    ["gives Inf", answering(200, vector("+Inf")), /^the query gave \+Inf$/],
    ["answers 500", answering(500, "oh no"), /^it answered 500, and not as Prometheus does$/],
    ["answers what is no JSON", answering(200, "<html>"), /^it answered 200, and not as/],
    ["answers other JSON", answering(200, { status: "success", data: 5 }), /^it answered 200, and not as/],
    ["redirects", (_, response) => void response.writeHead(302, { location: "/" }).end(), /^it answered 302/],
    [
      "is overloaded",
      answering(503, { status: "error", errorType: "timeout", error: "query timed out" }),
      /^Prometheus could not answer: timeout: query timed out$/,
    ],
    ["answers without an end", (_, response) => endless(response), /^its answer is longer than 1024 KiB$/],
    ["hangs up", (request) => void request.socket.destroy(), /^http:\S+ does not answer: other side closed$/],
    ["hangs up in the middle", (_, response) => halfAnAnswer(response), /^http:\S+ does not answer: /],
  ];
  for (const [what, listener, why] of missing) {
    test(`that ${what} gives no sample, and is read again the next time`, async (context) => {
      const server = await serving(context, listener);
      await assert.rejects(readPrometheus(server.signal, never), (error) => {
        assert.ok(error instanceof NoSampleError, String(error));
        assert.match(error.message, why);
        return true;
      });
      server.answer(answering(200, vector("1")));
      assert.equal(await readPrometheus(server.signal, never), 1);
    });
  }

  const wrong: readonly (readonly [what: string, body: unknown, why: RegExp, hint: RegExp])[] = [
    [
      "several series",
      vector("1", "2", "3"),
      /^signal errors: the query gives 3 series, such as \{instance="i0"\} and \{instance="i1"\}$/,
      /aggregate/,
    ],
    ["a matrix", { status: "success", data: { resultType: "matrix", result: [] } }, /gives a matrix/, /one number/],
    [
      "a histogram",
      { status: "success", data: { resultType: "vector", result: [{ metric: {}, histogram: [1, {}] }] } },
      /gives a histogram/,
      /one number/,
    ],
    [
      "a refusal of the query",
      { status: "error", errorType: "bad_data", error: "1:5: parse error: unexpected end" },
      /^signal errors: Prometheus refuses the query: 1:5: parse error/,
      /one number/,
    ],
  ];
  for (const [what, body, why, hint] of wrong) {
    test(`that gives ${what} says that the signal is wrong`, async (context) => {
      const { signal } = await serving(context, answering(what.startsWith("a refusal") ? 400 : 200, body));
      await assert.rejects(readPrometheus(signal, never), (error) => {
        assert.ok(error instanceof SignalSpecError, String(error));
        assert.match(error.message, why);
        assert.match(error.hint ?? "", hint);
        assert.equal(error.exitCode, 64);
        return true;
      });
    });
  }

  test("that went away gives no sample", async () => {
    const { signal, stop } = await startPrometheus(answering(200, vector("1")));
    assert.equal(await readPrometheus(signal, never), 1);
    await stop();
    await assert.rejects(readPrometheus(signal, never), /does not answer: connect ECONNREFUSED/);
  });

  test("that hangs is left at the deadline, and its connection closed", async (context) => {
    const closed = Promise.withResolvers<void>();
    const { signal } = await serving(context, (request) => {
      request.socket.once("close", () => closed.resolve());
    });
    const hurried = { ...signal, staleAfterMs: 50 };
    await assert.rejects(readOnce(hurried, signalReader({}), systemClock, never), /no answer within 50 ms/);
    await closed.promise;
  });

  test("that hangs in the middle of an answer is left as soon as the run ends", async (context) => {
    const stop = new AbortController();
    const { signal } = await serving(context, (_, response) => halfAnAnswerThenNothing(response));
    const reading = readOnce(signal, signalReader({}), systemClock, stop.signal);
    stop.abort(new Error("the run is over"));
    await assert.rejects(reading, /the run is over/);
  });
});

type Response = Parameters<RequestListener>[1];

function halfAnAnswerThenNothing(response: Response): void {
  response.writeHead(200, { "content-length": "1000" });
  response.write('{"status":');
}

function halfAnAnswer(response: Response): void {
  halfAnAnswerThenNothing(response);
  response.write("", () => response.destroy());
}

/** Writes on until the other side has had enough. */
function endless(response: Response): void {
  response.writeHead(200);
  const chunk = "x".repeat(64 * 1024);
  pipeline(Readable.from(repeat(chunk)), response, () => undefined);
}

function* repeat(chunk: string): Generator<string> {
  for (;;) yield chunk;
}
