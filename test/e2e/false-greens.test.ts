import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brownoutHere } from "../support/brownout-here.ts";
import { assertResultDocument } from "../support/result-schema.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const options = { timeout: 60_000 };

/** `run` as a process; the others, which start nothing, in this one. */
async function brownout(context: TestContext, verb: string, changes: Record<string, unknown>) {
  const folder = await temporaryFolder(context);
  const file = await writePairExperiment(folder, changes);
  if (verb !== "run") return brownoutHere(context, [verb, file]);
  return startBrownout(context, [verb, file, "--json", "--runs", join(folder, "runs")]).ended;
}

/** A server that gives every request this status. */
async function alwaysAnswering(context: TestContext, status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/rides`;
}

describe("a load on a path that the graph doesn't have", () => {
  for (const verb of ["validate", "plan", "run"]) {
    test(`is refused by ${verb}, with the routes that there are`, options, async (context) => {
      const load = { users: { request: "GET front/rides", rate: "100/s" } };
      const { code, stderr } = await brownout(context, verb, { load });
      assert.equal(code, 64);
      assert.match(stderr, /load\.users\.request: the graph's front has no route "GET \/rides" \(allowed: GET \/\)/);
    });
  }

  test("is refused for its method, too; a query and what every service answers are not", options, async (context) => {
    const load = {
      posts: { request: "POST front/", rate: "1/s" },
      asks: { request: "GET front/?page={{int 1 9}}", rate: "1/s" },
      looks: { request: "GET back/livez", rate: "1/s" },
    };
    const { code, stderr } = await brownout(context, "validate", { load, "steady-state": [], expect: [] });
    assert.equal(code, 64);
    assert.match(stderr, /load\.posts\.request: the graph's front has no route "POST \/"/);
    assert.doesNotMatch(stderr, /load\.(asks|looks)/);
  });
});

describe("a baseline whose answers are mostly 4xx", () => {
  const withStatus = async (context: TestContext, status: number, failOn: readonly string[]) => {
    const request = `GET ${await alwaysAnswering(context, status)}`;
    const load = { users: { request, rate: "100/s", "fail-on": failOn } };
    const { code, stdout, stderr } = await brownout(context, "run", {
      load,
      faults: [{ type: "kill", on: "back" }],
    });
    assert.ok(stdout !== "", stderr);
    const result = JSON.parse(stdout);
    assertResultDocument(result);
    return { code, result };
  };

  test("is no steady state, and the result says what was answered", options, async (context) => {
    const { code, result } = await withStatus(context, 404, ["5xx"]);
    assert.equal(code, 3);
    assert.equal(result.stop.kind, "no-steady-state");
    assert.match(result.reasons[1], /most answers to users in the baseline were refusals \(404 × \d+ of \d+\)/);
    const { statuses, ended } = result.signals.users.baseline;
    assert.deepEqual(statuses, { "4xx": ended });
    assert.equal(result.faults[0].injectedAtMs, undefined);
  });

  test("is no steady state when they count as failures and nobody asks for errors", options, async (context) => {
    const { code, result } = await withStatus(context, 429, ["429", "5xx"]);
    assert.equal(code, 3);
    assert.match(result.reasons[1], /most requests of users failed in the baseline \(status 429 × \d+ of \d+\)/);
  });
});

describe("a fault that no load reaches", () => {
  const unreached = (fault: Record<string, unknown> = {}) => ({
    load: { users: { request: "GET back/", rate: "100/s" } },
    faults: [{ type: "kill", on: "front", ...fault }],
  });

  for (const verb of ["validate", "plan", "run"]) {
    test(`is refused by ${verb}, with what to do`, options, async (context) => {
      const { code, stderr } = await brownout(context, verb, unreached());
      assert.equal(code, 64);
      assert.match(stderr, /faults\[0\]\.on: no load reaches front, .*`allow-unreached: true`/);
    });
  }

  test("is allowed by a word, warned of when planning, and never a pass by itself", options, async (context) => {
    const allowed = unreached({ "allow-unreached": true });
    const plan = await brownout(context, "plan", allowed);
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stdout, /kill-1 is on front, which no load reaches: a run can't pass by it/);
    const { code, stdout } = await brownout(context, "run", allowed);
    assert.equal(code, 3);
    assert.deepEqual(JSON.parse(stdout).reasons, ["kill-1 was on front, which no load reaches: it proved nothing"]);
  });

  test("is known by the routes that the loads use", options, async (context) => {
    const graph = fileURLToPath(new URL("../../fixtures/graphs/checkout.yaml", import.meta.url));
    const changes = {
      system: { graph, variant: "unprotected" },
      load: { users: { request: "GET checkout/cart", rate: "100/s" } },
      // A cart needs no price, a checkout does.
      faults: [{ type: "down", on: "checkout -> pricing" }],
    };
    const { code, stderr } = await brownout(context, "validate", changes);
    assert.equal(code, 64);
    assert.match(stderr, /no load reaches checkout -> pricing/);
    const load = { users: { request: "POST gateway/checkout", rate: "100/s" } };
    assert.equal((await brownout(context, "validate", { ...changes, load })).code, 0);
  });
});

describe("an edge that is down", () => {
  const isDown = { faults: [{ type: "down", on: "front -> back" }] };

  for (const verb of ["plan", "run"]) {
    test(`leaves nothing to judge an expectation by: ${verb} refuses it`, options, async (context) => {
      const expect = ["(front -> back).amplification < 2"];
      const { code, stderr } = await brownout(context, verb, { ...isDown, expect });
      assert.equal(code, 64);
      assert.match(
        stderr,
        /amplification < 2": calls on front -> back that down-1 fails don't come to what counts them/,
      );
    });
  }

  test(
    "leaves an abort unknown, of which plan warns, and the result has no figure for its calls",
    options,
    async (context) => {
      const changes = { ...isDown, abort: ["(front -> back).rate < 1/s over 200ms"] };
      const plan = await brownout(context, "plan", changes);
      assert.equal(plan.code, 0, plan.stderr);
      assert.match(
        plan.stdout.replace(/\s+/g, " "),
        /rate < 1\/s over 200ms": .*so it is unknown while the fault is in/,
      );
      const { stdout, stderr } = await brownout(context, "run", changes);
      const { stop, criteria, signals } = JSON.parse(stdout);
      assert.equal(stop, undefined, stderr);
      const abort = criteria.find(({ role }: { role: string }) => role === "abort");
      assert.equal(abort.judgement.holds, "unknown");
      assert.match(abort.judgement.why, /that down-1 fails don't come to what counts them/);
      assert.equal(signals["front -> back"].fault.uncounted, "down-1");
      assert.equal(signals["front -> back"].fault.amplification, undefined);
      assert.ok(signals["front -> back"].baseline.amplification > 0.5);
    },
  );
});

describe("an abort that could not hold in the fault phase alone", () => {
  for (const [abort, needs] of [
    ["users.error_rate > 50% over 3m", "3m"],
    ["users.error_rate > 50% for 2s", "2s"],
    ["users.error_rate > 50% over 600ms for 500ms", "1.1s"],
    ["(front -> back).p95 > 9s over 1001ms", "1.001s"],
  ] as const) {
    test(`is refused: ${abort}`, options, async (context) => {
      const { code, stderr } = await brownout(context, "validate", { abort: [abort] });
      assert.equal(code, 64);
      assert.match(
        stderr,
        new RegExp(`abort\\[0\\]: needs ${needs.replace(".", "\\.")}, but the fault phase lasts 1s: it could not hold`),
      );
    });
  }

  test("is none that has all of the phase, nor one that names no window", options, async (context) => {
    const abort = ["users.error_rate > 99% over 1s", "users.error_rate > 99%", "users.in_flight > 900 for 900ms"];
    const { code, stderr } = await brownout(context, "validate", { abort });
    assert.equal(code, 0, stderr);
  });
});

test("a result says what was answered, on loads and on edges", options, async (context) => {
  const { code, stdout } = await brownout(context, "run", {});
  assert.equal(code, 0);
  const { signals } = JSON.parse(stdout);
  for (const name of ["users", "front -> back"]) {
    assert.deepEqual(Object.keys(signals[name].baseline.statuses), ["2xx"], name);
    assert.ok(signals[name].baseline.statuses["2xx"] > 10, name);
  }
});
