import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { PartReading, RunEvent } from "../../src/judge/history/event.ts";
import { answeringGateway } from "../support/answering-gateway.ts";
import { ApiFaultProxy } from "../support/api-proxy/api-fault-proxy.ts";
import { applyAll, testNamespace, untilReady, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout, untilItSays } from "./brownout-process.ts";

const { describe, it } = testsNeeding(withoutCluster);

interface Asked {
  readonly reach: "service-proxy" | "port-forward";
  readonly fault?: string;
  readonly expect?: string;
}

/** A run on a gateway that answers, through an API server that can be made bad. */
async function startRun(
  context: TestContext,
  { reach, fault = "{ type: kill, on: user }", expect = "shoppers.error_rate < 5%" }: Asked,
) {
  const [folder, namespace] = await Promise.all([temporaryFolder(context), testNamespace(context)]);
  await applyAll(namespace, answeringGateway());
  await untilReady(namespace, "gateway", "user");
  const api = await ApiFaultProxy.start(context, process.env.KUBECONFIG ?? "");
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: on-a-cluster
system: { kubernetes: { reach: ${reach} } }
load: { shoppers: { request: GET gateway/, rate: 40/s } }
phases: { warm-up: 1s, baseline: 2s, fault: 8s, recovery: 2s }
steady-state: [shoppers.error_rate < 50%]
faults: [${fault}]
expect: ["${expect}"]
`,
  );
  const runs = join(folder, "runs");
  const where = ["--on", "kubernetes", "--namespace", namespace, "--runs", runs];
  const env = { ...process.env, KUBECONFIG: api.kubeconfigPath };
  const run = startBrownout(context, ["run", experiment, ...where, "--json"], folder, { env });
  return { api, ...run, readings: () => readingsIn(runs) };
}

/** Reads what the parts of the harness said in a run, by name. */
async function readingsIn(runs: string): Promise<ReadonlyMap<string, readonly PartReading[]>> {
  const [run = ""] = await readdir(runs);
  const lines = (await readFile(join(runs, run, "journal.jsonl"), "utf8")).trim().split("\n");
  const found = new Map<string, PartReading[]>();
  for (const event of lines.map((line) => JSON.parse(line) as RunEvent)) {
    if (event.type !== "tick") continue;
    for (const [name, reading] of Object.entries(event.harness.parts ?? {})) {
      found.set(name, [...(found.get(name) ?? []), reading]);
    }
  }
  return found;
}

function failures(readings: readonly PartReading[] = []): string {
  return [...new Set(readings.flatMap(({ failing }) => failing ?? []))].join("\n");
}

function longestMs(readings: readonly PartReading[] = []): number {
  return Math.max(0, ...readings.map(({ delayMs = 0 }) => delayMs));
}

/** Waits for what the fault phase needs to begin, and a little. */
async function untilInFault({ child }: { readonly child: ChildProcess }): Promise<void> {
  await untilItSays(child, /phase fault/);
  await delay(1000);
}

describe("the way of a load on a cluster", { concurrency: 2, timeout: 280_000 }, () => {
  for (const reach of ["service-proxy", "port-forward"] as const) {
    it(`that breaks for a while (${reach}) makes the run inconclusive, which names it`, async (context) => {
      const run = await startRun(context, { reach });
      await untilInFault(run);
      await run.api.goAway();
      await delay(3000);
      await run.api.comeBack();
      const { code, stdout, stderr } = await run.ended;
      const { verdict, reasons, signals } = JSON.parse(stdout);
      assert.ok(signals.shoppers.fault.errorRate > 0.1, stderr);
      assert.deepEqual([code, verdict], [3, "inconclusive"], reasons.join());
      assert.match(reasons.join(), /error_rate < 5%: unknown at .*API server: (no answer|a request wasn't)/);
      const readings = await run.readings();
      assert.match(
        failures(readings.get("API server")),
        /(no answer|a request wasn't passed on): connect ECONNREFUSED 127\.0\.0\.1:/,
      );
      const forward = failures(readings.get("port-forward to gateway"));
      assert.match(forward, reach === "port-forward" ? /^no answer: /m : /^$/);
    });

    it(`that is slow for a while (${reach}) says by how much`, async (context) => {
      const run = await startRun(context, { reach });
      await untilInFault(run);
      const isAsked = ({ path }: { readonly path: string }) => path === "/version" || path.includes("/proxy");
      const cancel = run.api.add({ when: isAsked, fault: { do: "delay", delayMs: 1500 } });
      await delay(2000);
      cancel();
      await run.ended;
      const readings = (await run.readings()).get("API server");
      assert.ok(longestMs(readings) > 1400, `${longestMs(readings)} ms`);
      assert.match(failures(readings), /^no answer for 1\.\d s$/m);
    });
  }

  it("that refuses the load alone is named, with what it says", async (context) => {
    const run = await startRun(context, { reach: "service-proxy" });
    await untilInFault(run);
    const fault = { do: "refuse", status: 403, reason: "Forbidden", message: "no more of this" } as const;
    run.api.add({ when: ({ path }) => path.includes("/proxy"), fault, times: 60 });
    await run.ended;
    assert.match(failures((await run.readings()).get("API server")), /^a request wasn't passed on: no more of this$/m);
  });

  it("whose open connections break is named, however short it was", async (context) => {
    const run = await startRun(context, { reach: "port-forward", expect: "shoppers.error_rate < 1%" });
    await untilInFault(run);
    // 12 of about 480 requests, whatever else is under way at the time.
    run.api.breakForwardsInUse(12);
    const { code, stdout, stderr } = await run.ended;
    const { reasons, signals } = JSON.parse(stdout);
    assert.ok(signals.shoppers.fault.errorRate > 0.01, stderr);
    assert.equal(code, 3, reasons.join());
    const readings = await run.readings();
    assert.match(failures(readings.get("port-forward to gateway")), /^the connection to pod .* broke: /m);
  });

  it("isn't blamed where it is the service that has no pods", async (context) => {
    const run = await startRun(context, { reach: "service-proxy", fault: "{ type: scale, on: gateway, to: 0 }" });
    const { code, stdout, stderr } = await run.ended;
    assert.equal(code, 1, stdout + stderr);
    assert.ok(JSON.parse(stdout).signals.shoppers.fault.errorRate > 0.1, stderr);
    assert.doesNotMatch(failures((await run.readings()).get("API server")), /passed on/);
  });
});
