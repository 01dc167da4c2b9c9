import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { parseOtlpHeaders } from "../../../src/outlets/otlp/headers.ts";
import { otlpOutlet } from "../../../src/outlets/otlp/otlp.ts";
import type { Outlet } from "../../../src/outlets/outlet.ts";
import { Outlets } from "../../../src/outlets/outlets.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { type FinishedRun, type Scenario, simulate } from "../../run/simulated-run.ts";
import { attributesOf, otlpCollector } from "../../support/otlp-collector.ts";
import { serve } from "../../support/serve.ts";

const slow = { on: { caller: "checkout", callee: "pricing" }, delayMs: 2800 };

/** A run of two seconds in each phase, told to outlets. */
function runTold(outlets: readonly Outlet[], { plan, ...scenario }: Scenario = {}): Promise<FinishedRun> {
  const phases = { warmUpMs: 0, baselineMs: 2000, faultMs: 2000, recoveryMs: 2000, ...plan?.phases };
  return simulate({
    ...scenario,
    plan: { steadyState: [], faults: [slow], ...plan, phases },
    listener: (event, state) => {
      for (const outlet of outlets) outlet.tell(event, state);
    },
  });
}

test("an abort is an event of the run's span at its time, and the verdict its status", async (context) => {
  const collector = await otlpCollector(context);
  const outlet = otlpOutlet({ url: `http://${collector.address}/sub/`, headers: {} }, systemClock);
  const { result } = await runTold([outlet], { plan: { abort: ["shoppers.p95 > 2s"], phases: { faultMs: 20_000 } } });
  await outlet.finish(result, new AbortController().signal);
  assert.equal(result.verdict, "aborted");

  const { spans, metrics } = collector.collected();
  const [run] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  const children = spans.filter(({ parentSpanId }) => parentSpanId === run.spanId);
  assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length);
  assert.equal(children.length, spans.length - 1);
  assert.deepEqual(
    children.map(({ name }) => name),
    ["phase up", "phase warm-up", "phase baseline", "phase fault", "phase recovery", "phase down", "fault trouble"],
  );
  const startMs = Date.parse(result.startedAt);
  const msOf = (nanos: string) => Number(BigInt(nanos) / 1000n) / 1000 - startMs;
  for (const { name, fromMs, toMs } of result.phases) {
    const span = children.find((one) => one.name === `phase ${name}`);
    assert.deepEqual([msOf(span.startTimeUnixNano), msOf(span.endTimeUnixNano)], [fromMs, toMs], name);
  }
  const [{ injectedAtMs, undoneAtMs } = {}] = result.faults;
  const fault = children.at(-1);
  assert.deepEqual([msOf(fault.startTimeUnixNano), msOf(fault.endTimeUnixNano)], [injectedAtMs, undoneAtMs]);
  assert.equal(fault.status.code, 1);

  const { "test.suite.run.status": status, "brownout.exit_code": code } = attributesOf(run);
  assert.deepEqual([run.status.code, run.status.message, status, code], [2, result.reasons[0], "aborted", "2"]);
  const [abort] = run.events;
  assert.deepEqual([abort.name, attributesOf(abort)["brownout.criterion"]], ["abort", "shoppers.p95 > 2s"]);
  assert.ok(attributesOf(abort)["brownout.measured"] > 2000);
  const faultPhase = result.phases.find(({ name }) => name === "fault");
  assert.ok(faultPhase && msOf(abort.timeUnixNano) > faultPhase.fromMs && msOf(abort.timeUnixNano) <= faultPhase.toMs);

  const inAt = metrics.map(({ brownout_fault_in: { gauge } }) => gauge.dataPoints[0].asDouble);
  assert.deepEqual([inAt[0], Math.max(...inAt), inAt.at(-1)], [0, 1, 0]);
  assert.ok(metrics.length < result.durationMs / 2000 + 2, `${metrics.length} messages in ${result.durationMs} ms`);
});

test("a fault that may still be in is an error, and its span ends with the run", async (context) => {
  const collector = await otlpCollector(context);
  const outlet = otlpOutlet({ url: `http://${collector.address}`, headers: {} }, systemClock);
  const { result } = await runTold([outlet], { troubles: { "undo trouble-1/1": "fails", "undo system": "fails" } });
  await outlet.finish(result, new AbortController().signal);
  const { spans } = collector.collected();
  const fault = spans.find(({ name }) => name === "fault trouble");
  const run = spans.at(-1);
  assert.equal(attributesOf(run)["brownout.verdict"], "undo-incomplete");
  assert.deepEqual([fault.status.code, fault.endTimeUnixNano], [2, run.endTimeUnixNano]);
});

/** The warnings of a run by endpoints with these answers; undefined for one that took everything. */
async function untoldBy(
  context: TestContext,
  answers: readonly RequestListener[],
): Promise<readonly (string | undefined)[]> {
  const addresses = await Promise.all(answers.map((answer) => serve(context, answer)));
  const outlets = addresses.map((address) => otlpOutlet({ url: `http://${address}/secret`, headers: {} }, systemClock));
  const { result } = await runTold(outlets);
  return Promise.all(
    outlets.map(async (outlet) => (await new Outlets([outlet], systemClock).finish(result)).at(0)?.why),
  );
}

test("what an endpoint did not take is told, in numbers and by its status, and in none of its own words", async (context) => {
  const partly: RequestListener = ({ url }, response) => {
    const rejected = url?.endsWith("traces") ? { rejectedSpans: "1" } : { rejectedDataPoints: 3 };
    response.end(JSON.stringify({ partialSuccess: { ...rejected, errorMessage: "no secret here" } }));
  };
  const warned = { partialSuccess: { rejectedSpans: "0", errorMessage: "use a newer version" } };
  const [rejected = "", moved = "", page = "", failing = "", ...none] = await untoldBy(context, [
    partly,
    (_request, response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    (_request, response) => response.end("<h1>secret</h1>"),
    (_request, response) => response.writeHead(500).end("secret"),
    (_request, response) => response.end(JSON.stringify(warned)),
    (_request, response) => response.end(),
  ]);
  assert.match(
    rejected,
    /^of traces, (\d) of \1 messages were not taken: it rejected 1 spans; of metrics, .*: it rejected 3 points$/,
  );
  assert.match(moved, /^of traces, (\d) of \1 messages .*: it answered 307; of metrics, /);
  assert.match(page, /it answered with what is no OTLP; /);
  assert.match(failing, /it answered 500; /);
  assert.doesNotMatch([rejected, moved, page, failing].join(), /secret/);
  assert.deepEqual(none, [undefined, undefined]);
});

test("headers are read as OpenTelemetry has them; what can't be is told without its value", () => {
  assert.deepEqual(parseOtlpHeaders(" Authorization = Bearer%20a=b== ,,x-tenant=shop%2C1,"), {
    authorization: "Bearer a=b==",
    "x-tenant": "shop,1",
  });
  assert.deepEqual(parseOtlpHeaders(""), {});
  for (const text of [
    "a=b,secret",
    "a=b,=secret",
    "a=b,x=%zzsecret",
    "a=b,x=secret%0Ay",
    "a=b,x y=secret",
    "a=b,é=secret",
  ]) {
    assert.throws(
      () => parseOtlpHeaders(text),
      { name: "UsageError", message: "header 2 in OTEL_EXPORTER_OTLP_HEADERS can't be read" },
      text,
    );
  }
});
