import assert from "node:assert/strict";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { attributesOf, otlpCollector } from "../support/otlp-collector.ts";
import { serve } from "../support/serve.ts";
import { deadAddress, freePort } from "../support/sockets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { startTwoServices, writeExternalExperiment } from "./two-services.ts";

const SECRETS = { GRAFANA_TOKEN: "secret-token", OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20secret-key" };
const WITH_TOKEN = { env: { ...process.env, ...SECRETS } };
const PHASES = { "warm-up": "300ms", baseline: "1200ms", fault: "2500ms", recovery: "1s" };

/** An experiment that passes, as a command line. @param onAsked told of the headers of each request of its load */
async function passing(
  context: TestContext,
  onAsked?: (headers: IncomingHttpHeaders) => void,
): Promise<readonly string[]> {
  const folder = await temporaryFolder(context);
  const { checkout, listen, upstream } = await startTwoServices(context, 100, onAsked);
  const external = { services: { checkout }, edges: { "checkout -> pricing": { listen, upstream } } };
  const file = await writeExternalExperiment(folder, external, { phases: PHASES, owner: "shop" });
  return ["run", file, "--runs", `${folder}/runs`, "--json"];
}

interface Times {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface Asked {
  readonly what: string;
  readonly token: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what was sent
  readonly body: any;
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  return {
    what: `${request.method} ${request.url}`,
    token: request.headers.authorization,
    body: await json(request),
  };
}

test("Prometheus, OpenTelemetry, Grafana and a webhook are told of a run while it goes on", async (context) => {
  const asked: Asked[] = [];
  const port = await freePort();
  const { promise: page, resolve: scraped } = Promise.withResolvers<string>();
  const others = await serve(context, async (request, response) => {
    const one = await askedOf(request);
    asked.push(one);
    // A fault is in: that is when metrics are worth a look.
    if (asked.length === 2) scraped(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    response.end(JSON.stringify({ message: "Annotation added", id: 7 }));
  });
  const collector = await otlpCollector(context);
  const told = [
    "--metrics",
    `127.0.0.1:${port}`,
    "--otlp",
    `http://${collector.address}/sub`,
    "--grafana",
    `http://${others}/sub`,
    "--webhook",
    `http://${others}/hook`,
  ];
  const traced: string[] = [];
  const args = await passing(context, ({ traceparent }) => void (traceparent && traced.push(String(traceparent))));
  const { code, stdout, stderr } = await startBrownout(context, [...args, ...told], undefined, WITH_TOKEN).ended;
  assert.equal(code, 0, stdout + stderr);
  const result = JSON.parse(stdout);
  assert.deepEqual(result.warnings, []);

  const hooks = asked.filter(({ what }) => what === "POST /hook").map(({ body }) => body);
  assert.deepEqual(
    hooks.map(({ moment, experiment, owner, verdict, exitCode }) => [moment, experiment, owner, verdict, exitCode]),
    [
      ["started", "what-runs", "shop", "", ""],
      ["ended", "what-runs", "shop", "pass", "0"],
    ],
  );
  const marks = asked.filter(({ what }) => what !== "POST /hook");
  assert.deepEqual(
    marks.map(({ what, token }) => [what, token]),
    [
      ["POST /sub/api/annotations", "Bearer secret-token"],
      ["PATCH /sub/api/annotations/7", "Bearer secret-token"],
      ["POST /sub/api/annotations", "Bearer secret-token"],
    ],
  );
  const [began, over, whole] = marks.map(({ body }) => body);
  assert.deepEqual(began.tags, ["brownout", "what-runs", "fault"]);
  assert.ok(over.timeEnd > began.time + 2000, `${JSON.stringify(over)} after ${JSON.stringify(began)}`);
  assert.deepEqual(whole.tags, ["brownout", "what-runs", "pass"]);
  assert.deepEqual(
    [whole.time, whole.time < began.time, whole.timeEnd > over.timeEnd],
    [Date.parse(result.startedAt), true, true],
  );

  const metrics = await page;
  for (const line of [
    /^brownout_phase\{.*phase="fault".*\} 1$/m,
    /^brownout_fault_in\{.*fault="[^"]+".*\} 1$/m,
    /^brownout_signal_rate\{.*signal="users".*\} [1-9]/m,
    /^brownout_signal_latency_seconds\{.*quantile="0.95".*\} 0\.\d+$/m,
    /^brownout_criterion_holds\{.*role="steady-state".*\} 1$/m,
  ]) {
    assert.match(metrics, line);
  }

  const { spans: all, metrics: gauges, headers } = collector.collected();
  const requests = all.filter(({ kind }) => kind === 3);
  const spans = all.filter(({ kind }) => kind !== 3);
  assert.deepEqual([...new Set(headers.map(({ authorization }) => authorization))], ["Bearer secret-key"]);
  const run = spans.at(-1);
  assert.equal(run.startTimeUnixNano, `${Date.parse(result.startedAt)}000000`);
  assert.deepEqual([run.status.code, attributesOf(run)["brownout.verdict"]], [1, "pass"]);
  const phases = result.phases.map(({ name }: { name: string }) => `phase ${name}`);
  assert.deepEqual(spans.map(({ name }) => name).sort(), [...phases, "fault latency", "run what-runs"].sort());

  const idsOf = ({ traceId, spanId }: { traceId: string; spanId: string }) => `00-${traceId}-${spanId}-01`;
  assert.deepEqual(
    requests.map(idsOf).filter((id) => !traced.includes(id)),
    [],
  );
  const fault = spans.find(({ name }) => name === "fault latency");
  const linked = requests.filter(({ links }) =>
    links.some(({ spanId }: { spanId: string }) => spanId === fault.spanId),
  );
  assert.deepEqual(linked.map(idsOf).sort(), fault.links.map(idsOf).sort());
  assert.ok(linked.length > 0 && linked.length < requests.length, `${linked.length} of ${requests.length}`);
  const overlap = (inner: Times, outer: Times) =>
    BigInt(inner.endTimeUnixNano) >= BigInt(outer.startTimeUnixNano) &&
    BigInt(inner.startTimeUnixNano) <= BigInt(outer.endTimeUnixNano);
  assert.ok(linked.every((request) => overlap(request, fault)));
  for (const { startTimeUnixNano: start, endTimeUnixNano: end } of requests) {
    assert.ok(BigInt(run.startTimeUnixNano) < BigInt(start) && BigInt(start) < BigInt(end), `${start} to ${end}`);
    assert.ok(BigInt(end) < BigInt(run.endTimeUnixNano), end);
  }
  const named = metrics.match(/^brownout_\w+/gm) ?? [];
  assert.deepEqual([...new Set(gauges.flatMap((message) => Object.keys(message)))].sort(), [...new Set(named)].sort());
});

test("who hangs, refuses or isn't there holds no run up and changes no verdict; the result says it, then and later", async (context) => {
  const silent = await serve(context, () => undefined);
  const gone = await deadAddress();
  const addresses = { metrics: silent, otlp: `http://${silent}`, grafana: `http://${silent}` };
  const options = Object.entries({ ...addresses, webhook: `http://${gone}/T0/secret` });
  const told = options.flatMap(([name, address]) => [`--${name}`, address]);
  const args = await passing(context);
  const { code, stdout, stderr } = await startBrownout(context, [...args, ...told], undefined, WITH_TOKEN).ended;
  assert.equal(code, 0, stdout + stderr);
  const { warnings, runId } = JSON.parse(stdout);
  assert.equal(warnings.length, 4);
  assert.match(warnings[0], /^metrics on .* was not told everything: .*EADDRINUSE/);
  assert.match(
    warnings[1],
    /^OpenTelemetry at .* was not told everything: of traces, (\d) of \1 messages .*; of metrics, (\d) of \2 messages /,
  );
  assert.match(
    warnings[2],
    /^annotations in Grafana at .* was not told everything: 3 of 3 messages .*: no answer within 2000 ms$/,
  );
  assert.match(warnings[3], /^webhook of 127\.0\.0\.1:\d+ was not told everything: 2 of 2 .*ECONNREFUSED$/);
  assert.doesNotMatch(warnings.join(), /secret/);
  const again = await startBrownout(context, ["report", runId, "--runs", args[3] ?? "", "--json"]).ended;
  assert.deepEqual(JSON.parse(again.stdout).warnings, warnings);
});
