import assert from "node:assert/strict";
import { it } from "node:test";
import { armOf } from "../../src/values/arms.ts";
import { makeLoad, runUntilEnded } from "./collector.ts";
import { answer, startTarget } from "./target.ts";

const ARMS = { seed: 5, control: 0.3 };

const armOfHeader = (traceparent: string | undefined) => armOf(traceparent?.slice(19, 35) ?? "", ARMS);

it("a load in two arms counts each request in that of its trace, first attempts, retries and what finds no room", {
  timeout: 30_000,
}, async (context) => {
  const came = { treated: 0, control: 0 };
  const { url } = await startTarget(context, (request, response) => {
    const arm = armOfHeader(request.headers.traceparent as string | undefined);
    came[arm]++;
    if (arm === "treated") response.writeHead(503).end();
    else answer(request, response);
  });
  const retry = { count: 1, backoffMs: 0, jitter: 0, on: [{ from: 500, to: 599 }] };
  const collector = await runUntilEnded(100, makeLoad({ url, arms: ARMS, retry, arrivalsForMs: 200 }));
  const [all, treated, control] = ["load", "load.treated", "load.control"].map((name) => collector.totals(name));
  assert.ok(treated && control && all);
  assert.equal(treated.started + control.started, 100);
  assert.ok(control.started > 10 && control.started < 60, `${control.started} of 100 are in the control arm`);
  assert.deepEqual(control.errors, {});
  assert.deepEqual(treated.errors, { "status 503": treated.started });
  assert.deepEqual([all.failed, all.ended, all.retries], [treated.failed, 100, treated.started]);
  assert.deepEqual([treated.retries, control.retries], [treated.started, 0]);
  assert.deepEqual(came, { treated: 2 * treated.started, control: control.started });
});

it("what hangs is in flight in the arm of its trace, with its age", { timeout: 30_000 }, async (context) => {
  const { url } = await startTarget(context, (request, response) => {
    if (armOfHeader(request.headers.traceparent as string | undefined) === "control") answer(request, response);
  });
  const load = makeLoad({ url, arms: ARMS, maxInFlight: 20, timeoutMs: 400, arrivalsForMs: 100 });
  const collector = await runUntilEnded(50, load);
  const seen = collector.batches.map(({ signals }) => signals);
  const most = (name: string) => Math.max(...seen.map((signals) => signals[name]?.inFlight ?? 0));
  assert.ok(most("load.treated") >= 15 && most("load.treated") <= 20, `${most("load.treated")} in flight`);
  for (const signals of seen) {
    const [all, treated, control] = ["load", "load.treated", "load.control"].map(
      (name) => signals[name]?.inFlight ?? 0,
    );
    assert.equal(all, (treated ?? 0) + (control ?? 0));
  }
  const { errors } = collector.totals("load.treated");
  assert.deepEqual(Object.keys(errors).toSorted(), ["overflow", "timeout"]);
  assert.deepEqual(Object.keys(collector.totals("load.control").errors), ["overflow"]);
});
